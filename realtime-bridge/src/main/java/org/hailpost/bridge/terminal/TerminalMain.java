package org.hailpost.bridge.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.ClientBuilder;
import org.hailpost.bridge.client.ClientClosedException;
import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.frame.CloseCode;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.TerminalKind;
import org.hailpost.bridge.terminal.TerminalArguments.UsageException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;

/**
 * The command {@code terminal}: reads the arguments, finds the password or token, and opens the
 * window or runs the script.
 */
public final class TerminalMain {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final Map<String, String> environment;
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;

    TerminalMain(
            Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.in = new BufferedReader(new InputStreamReader(in, UTF_8));
        this.out = out;
        this.err = err;
    }

    /**
     * Runs until the user leaves, the script ends, or the gateway refuses.
     *
     * @return 0 done, 1 refused or a failed command, 2 wrong usage
     */
    public static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
        return new TerminalMain(System.getenv(), in, out, err).run(arguments);
    }

    int run(String[] arguments) {
        if (TerminalArguments.asksForHelp(arguments)) {
            TerminalArguments.printUsage(out);
            return DONE;
        }
        try {
            TerminalArguments parsed = TerminalArguments.parse(arguments);
            Optional<Credential> credential =
                    new CredentialSource(environment, in).credential(parsed);
            Path path =
                    parsed.state()
                            .orElseGet(() ->
                                    TerminalState.defaultPath(
                                            environment,
                                            parsed.account(),
                                            parsed.server().toString()));
            try (TerminalState state = TerminalState.open(path)) {
                return parsed.script().isPresent()
                        ? script(parsed, state, credential)
                        : window(parsed, state, credential);
            }
        } catch (UsageException | IllegalArgumentException e) {
            err.println("hailpost terminal: " + e.getMessage());
            err.println("hailpost terminal --help tells more");
            return USAGE;
        } catch (IOException e) {
            err.println("hailpost terminal: " + e.getMessage());
            return FAILED;
        }
    }

    private int script(TerminalArguments arguments, TerminalState state, Optional<Credential> given)
            throws UsageException, IOException {
        Credential credential =
                given.orElseThrow(() ->
                        new UsageException(
                                "a script needs --password-file or HAILPOST_PASSWORD, or a token"));
        String file = arguments.script().orElse("-");
        try (BufferedReader commands =
                        file.equals("-") ? in : Files.newBufferedReader(Path.of(file), UTF_8);
                BridgeClient client = client(arguments, state, credential)) {
            ScriptOutput output =
                    arguments.json()
                            ? new JsonOutput(out)
                            : new PlainOutput(
                                    out, new Layout(Clock.system(ZoneId.systemDefault())));
            return new ScriptRunner(client, arguments.account(), output, err).run(commands);
        }
    }

    private int window(TerminalArguments arguments, TerminalState state, Optional<Credential> given)
            throws IOException {
        try (JlineScreen screen = JlineScreen.open(environment)) {
            Credential credential =
                    given.isPresent()
                            ? given.get()
                            : CredentialSource.password(
                                    arguments.account(),
                                    screen.readSecret("Password of " + arguments.account() + ": "));
            try (BridgeClient client = client(arguments, state, credential)) {
                return converse(arguments, client, screen);
            }
        } catch (UserInterruptException | EndOfFileException _) {
            return DONE;
        }
    }

    private int converse(TerminalArguments arguments, BridgeClient client, JlineScreen screen) {
        Layout layout = new Layout(Clock.system(ZoneId.systemDefault()));
        Chat chat = new Chat(client, arguments.account(), screen, layout);
        Thread user = Thread.currentThread();
        try {
            client.connect(chat).join();
            var _ = client.ended().thenRun(user::interrupt);
            screen.onTyping(chat::typing);
            while (chat.execute(screen.readLine())) {
                // What the line said is being done.
            }
            return DONE;
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof ClientClosedException)) {
                throw e;
            }
            return refused(arguments, client);
        } catch (UserInterruptException | EndOfFileException _) {
            Thread.interrupted();
            return client.ended().isDone() ? refused(arguments, client) : DONE;
        }
    }

    private int refused(TerminalArguments arguments, BridgeClient client) {
        Disconnected last = client.ended().join();
        err.println("hailpost terminal: " + explain(arguments.account(), last));
        return FAILED;
    }

    static String explain(String account, Disconnected last) {
        return last.code() == CloseCode.REFUSED
                ? "wrong account, password or token: " + account
                : SafeText.line(last.detail());
    }

    private static BridgeClient client(
            TerminalArguments arguments, TerminalState state, Credential credential) {
        ClientBuilder builder =
                BridgeClient.builder(arguments.server())
                        .credential(credential)
                        .kind(TerminalKind.CLI)
                        .name(arguments.name())
                        .localAddresses(LocalAddresses.of())
                        .terminalId(state.id())
                        .resumeStore(state.resume());
        if (arguments.insecureTls()) {
            builder.allowPlaintext().httpClient(AnyCertificate.httpClient());
        }
        return builder.build();
    }
}
