package org.hailpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.commons.cli.Option;
import org.hailpost.account.BearerToken;
import org.hailpost.account.StoredPassword;
import org.hailpost.bench.BenchOptions;
import org.hailpost.bench.Benchmarks;
import org.hailpost.bench.Plot;
import org.hailpost.bench.Report;
import org.hailpost.bench.Result;
import org.hailpost.bench.Target;
import org.hailpost.message.Address;
import org.hailpost.store.Database;
import org.hailpost.store.PostgresRegistry;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code hailpost bench}: one of the {@link Benchmarks}. */
final class BenchCommand implements Command {
    private static final Option TARGET =
            CommonOptions.value(
                    "target", "FILE", "measure the gateway of this demo.json, not one of its own");
    private static final Option PEER =
            CommonOptions.value("peer", "NAMES", "measure these as well, in the same run");
    private static final Option REPEATS =
            CommonOptions.value("repeats", "N", "rounds whose median is told; default: 3");
    private static final Option SIZE =
            CommonOptions.value(
                    "size", "N", "how many terminals; mails that a mailbox or the queue holds");
    private static final Option MINUTES =
            CommonOptions.value("minutes", "M", "how long; default: 5");
    private static final Option SEED =
            CommonOptions.value("seed", "N", "repeat the run that printed this seed");
    private static final Option REPORT =
            CommonOptions.value("report", "DIR", "write NAME.md, NAME.svg and NAME.json there");
    private static final Option QUICK =
            CommonOptions.flag("quick", "a small load: to see that it works, not how fast");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The launcher's options for {@code serve}, which a bench's own gateway gets as well. */
    static final String SERVE_OPTIONS = "HAILPOST_SERVE_OPTIONS";

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String arguments() {
        return "NAME";
    }

    @Override
    public String summary() {
        return "Measure this gateway, and peers";
    }

    @Override
    public List<Option> options() {
        return List.of(
                TARGET, PEER, REPEATS, SIZE, QUICK, MINUTES, SEED, REPORT, CommonOptions.JSON);
    }

    @Override
    public String details() {
        var text = new StringBuilder();
        for (String name : Benchmarks.names()) {
            text.append("%-10s %s%n".formatted(name, Benchmarks.measures(name)));
            List<String> peers = Benchmarks.peers(name);
            if (!peers.isEmpty()) {
                text.append(" ".repeat(11))
                        .append("peers, if installed: ")
                        .append(String.join(", ", peers))
                        .append('\n');
            }
        }
        return text.append("The gateway is one of its own, in a temporary directory, on loopback.")
                .toString();
    }

    @Override
    public int run(Invocation call) throws Exception {
        String benchmark = benchmark(call);
        BenchOptions options = options(call, benchmark);
        Logging.quiet();
        Result result = measure(call, benchmark, options);
        var report = new Report(result);
        Optional<String> directory = call.value(REPORT);
        if (directory.isPresent()) {
            write(Path.of(directory.get()), result, report);
        }
        if (call.has(CommonOptions.JSON)) {
            call.printJson(report.json());
        } else {
            print(call, result, report);
        }
        return result.broken().isEmpty() ? OK : FAILED;
    }

    private static Result measure(Invocation call, String benchmark, BenchOptions options)
            throws Exception {
        try {
            return Benchmarks.run(
                    benchmark,
                    options,
                    (configuration, domain, tokens, password) ->
                            enrol(call, configuration, domain, tokens, password),
                    line -> call.console().err().println(line));
        } catch (IOException e) { // what was measured, or the machine, did not do what it takes
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }

    /** The one that is named, which must take the options that are given. */
    private static String benchmark(Invocation call) throws UsageException {
        String name = call.argument(0);
        List<String> names = Benchmarks.names();
        if (!names.contains(name)) {
            throw new UsageException(
                    "no such benchmark: " + name + "; there are: " + String.join(", ", names));
        }
        for (Option option : List.of(TARGET, PEER, REPEATS, SIZE, QUICK, MINUTES, SEED)) {
            if (call.has(option) && !Benchmarks.options(name).contains(option.getLongOpt())) {
                throw new UsageException(
                        "--%s is not for %s; it takes --%s"
                                .formatted(
                                        option.getLongOpt(),
                                        name,
                                        String.join(", --", Benchmarks.options(name))));
            }
        }
        return name;
    }

    private static BenchOptions options(Invocation call, String benchmark) throws UsageException {
        return new BenchOptions(
                (int) number(call, REPEATS).orElse(3),
                call.has(QUICK),
                target(call),
                peers(call, benchmark),
                number(call, SIZE),
                Duration.ofMinutes(number(call, MINUTES).orElse(5)),
                number(call, SEED),
                List.of(
                        call.environment()
                                .getOrDefault(SERVE_OPTIONS, "-Xmx512m")
                                .strip()
                                .split("\\s+", -1)));
    }

    private static Optional<Target> target(Invocation call) throws UsageException {
        Optional<String> file = call.value(TARGET);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Target.read(Path.of(file.get())));
        } catch (NoSuchFileException e) {
            throw new UsageException(
                    "--target: there is no file "
                            + file.get()
                            + "; it is the demo.json that \"hailpost demo\" writes");
        } catch (IOException e) {
            throw new UsageException("--target: " + e.getMessage());
        }
    }

    private static Set<String> peers(Invocation call, String benchmark) throws UsageException {
        var named = new LinkedHashSet<String>();
        call.value(PEER).ifPresent(names -> named.addAll(List.of(names.split(",", -1))));
        List<String> known = Benchmarks.peers(benchmark);
        for (String name : named) {
            if (!known.contains(name)) {
                throw new UsageException(
                        "no such peer: " + name + "; there are: " + String.join(", ", known));
            }
        }
        return named;
    }

    /** At least 1. */
    private static OptionalLong number(Invocation call, Option option) throws UsageException {
        Optional<String> typed = call.value(option);
        if (typed.isEmpty()) {
            return OptionalLong.empty();
        }
        if (typed.get().matches("[1-9][0-9]{0,17}")) {
            return OptionalLong.of(Long.parseLong(typed.get()));
        }
        throw new UsageException(
                "--"
                        + option.getLongOpt()
                        + " must be a whole number of at least 1; found "
                        + typed.get());
    }

    private static void enrol(
            Invocation call,
            Path configuration,
            String domain,
            Map<String, String> tokens,
            String password)
            throws Exception {
        Settings settings = Settings.read(Optional.of(configuration), Map.of()).in(call.home());
        try (Database database =
                Database.join(
                        settings.databaseIn(settings.gateway().dataDirectory()).withPoolSize(2))) {
            var registry = new PostgresRegistry(database);
            if (registry.domains().stream().noneMatch(known -> known.name().equals(domain))) {
                registry.addDomain(domain);
            }
            var stored = StoredPassword.of(password, new SecureRandom());
            var hashes = new LinkedHashMap<Address, String>();
            tokens.forEach((address, token) ->
                    hashes.put(Address.parse(address), BearerToken.hash(token)));
            registry.addAccounts(List.copyOf(hashes.keySet()), stored);
            registry.addTokens(hashes);
        }
    }

    private static void write(Path directory, Result result, Report report) throws IOException {
        String benchmark = result.benchmark();
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(benchmark + ".md"), report.markdown());
        Files.writeString(directory.resolve(benchmark + ".svg"), new Plot(result).svg());
        Files.writeString(
                directory.resolve(benchmark + ".json"), JSON.writeValueAsString(report.json()));
    }

    private static void print(Invocation call, Result result, Report report) {
        List<List<String>> cells = report.table();
        var table = new Table(cells.getFirst().toArray(String[]::new));
        cells.stream().skip(1).forEach(row -> table.add(row.toArray()));
        call.print(table + "\n\n" + result.machine());
        result.notes().forEach(call::print);
        result.broken().forEach(promise -> call.print("BROKEN: " + promise));
    }
}
