package org.hailpost.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.outbound.OutboundSettings;
import org.hailpost.outbound.Routes;
import org.hailpost.outbound.Schedule;

/**
 * {@code [outbound]}: the queue of mail that leaves; the durations are explained at {@link
 * Schedule}.
 *
 * @param routes see {@link Routes#parse}
 * @param passwordFile a line {@code URL PASSWORD} for each route that logs in
 */
record OutboundSection(
        List<String> routes,
        Optional<Path> passwordFile,
        int deliveries,
        int deliveriesPerDestination,
        Duration firstRetry,
        Duration maxRetry,
        Duration giveUpAfter,
        Duration delayReportAfter,
        long returnedBytes) {
    static final OutboundSection DEFAULTS = of(List.of(), OutboundSettings.DEFAULTS);

    OutboundSection {
        routes = List.copyOf(routes);
        Routes parsed;
        try {
            parsed = Routes.parse(routes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("routes " + e.getMessage(), e);
        }
        if (parsed.needPasswords() && passwordFile.isEmpty()) {
            throw new IllegalArgumentException(
                    "passwordFile is needed: a route logs in; write \"URL PASSWORD\" into a file, a"
                            + " line for each such route, and name it here");
        }
        require(deliveriesPerDestination >= 1, "deliveriesPerDestination must be at least 1");
        require(
                deliveries >= deliveriesPerDestination,
                "deliveries must not be below deliveries-per-destination");
        var _ = new Schedule(firstRetry, maxRetry, giveUpAfter, delayReportAfter);
    }

    /** The given routes, and otherwise these settings. */
    static OutboundSection of(List<String> routes, OutboundSettings settings) {
        Schedule schedule = settings.schedule();
        return new OutboundSection(
                routes,
                Optional.empty(),
                settings.inAll(),
                settings.perDestination(),
                schedule.firstRetry(),
                schedule.maxRetry(),
                schedule.giveUpAfter(),
                schedule.delayReportAfter(),
                settings.returnedBytes());
    }

    /**
     * Everything to the demo's world outside, whatever its domain: a demo writes to nobody else.
     */
    static OutboundSection demo(DemoPorts ports) {
        return of(
                List.of("* smtp://" + Demo.HOST + ":" + ports.outsideSmtp()),
                OutboundSettings.DEFAULTS);
    }

    OutboundSection in(Path home) {
        return new OutboundSection(
                routes,
                passwordFile.map(home::resolve),
                deliveries,
                deliveriesPerDestination,
                firstRetry,
                maxRetry,
                giveUpAfter,
                delayReportAfter,
                returnedBytes);
    }

    OutboundSettings settings() {
        return new OutboundSettings(
                new Schedule(firstRetry, maxRetry, giveUpAfter, delayReportAfter),
                deliveriesPerDestination,
                deliveries,
                returnedBytes);
    }

    /** The routes with their passwords. */
    Routes table() throws CommandFailedException {
        if (passwordFile.isEmpty()) {
            return Routes.parse(routes);
        }
        Path file = passwordFile.get();
        try {
            return Routes.parse(routes).with(passwords(file));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    "outbound.password-file " + file + " " + e.getMessage());
        }
    }

    private static Map<String, String> passwords(Path file) throws CommandFailedException {
        Map<String, String> passwords = new HashMap<>();
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                int space = line.indexOf(' ');
                if (space < 1 || line.substring(space).isBlank()) {
                    throw new CommandFailedException(
                            "outbound.password-file %s, line %d: must be \"URL PASSWORD\""
                                    .formatted(file, number));
                }
                passwords.put(Routes.name(line.substring(0, space)), line.substring(space + 1));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailedException("cannot read outbound.password-file " + file);
        }
        return passwords;
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }
}
