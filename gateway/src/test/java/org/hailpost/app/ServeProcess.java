package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code hailpost serve} in a process of its own, with a database of its own, which can be killed
 * and started again. It has the domain home.example, and {@link #BOB}.
 */
final class ServeProcess implements AutoCloseable {
    static final String BOB = "bob@home.example";
    static final String PASSWORD = "secret";

    private final Path home;
    private final DemoPorts ports = TestGateway.freePorts();
    private final List<String> options;
    private final String config;
    private ChildProcess process;

    private ServeProcess(Path home, List<String> options, String sections) throws Exception {
        this.home = home;
        this.options = options;
        this.config =
                Files.writeString(home.resolve("hailpost.toml"), settings() + sections).toString();
        this.process = launch();
    }

    static ServeProcess start(Path home, String sections) throws Exception {
        return start(home, List.of(), sections);
    }

    /**
     * Ready when it returns.
     *
     * @param options for its virtual machine
     * @param sections of the configuration, beside those of the doors
     */
    static ServeProcess start(Path home, List<String> options, String sections) throws Exception {
        ServeProcess started = new ServeProcess(home, options, sections);
        assertThat(started.console("", "domain", "add", "home.example")).contains("added");
        started.console(PASSWORD + "\n", "account", "add", BOB);
        return started;
    }

    private ChildProcess launch() throws Exception {
        ChildProcess child = ChildProcess.start(home, options, "serve", "--config", config);
        child.await("event=ready");
        return child;
    }

    DemoPorts ports() {
        return ports;
    }

    /** Logged in as bob. */
    SmtpSender submission() throws IOException {
        SmtpSender sender = new SmtpSender(ports.submission());
        sender.logIn(BOB, PASSWORD);
        return sender;
    }

    ImapReader inbox() throws IOException {
        return ImapReader.open(ports.imap(), BOB, PASSWORD);
    }

    /** {@code kill -9}; the database is left to itself. */
    void kill() throws InterruptedException {
        process.close();
        process.exitCode();
    }

    void restart() throws Exception {
        process = launch();
    }

    String console(String input, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config));
        TestConsole console = new TestConsole(home).withInput(input);
        assertThat(console.run(all.toArray(String[]::new))).as(console.err()).isZero();
        return console.out();
    }

    /** What waits to leave. */
    String queue() {
        return console("", "queue", "list", "--json");
    }

    /** SIGTERM: an orderly stop, the database included. */
    @Override
    public void close() {
        try {
            process.terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.close();
        }
    }

    private String settings() {
        return """
        [gateway]
        hostname = "home.example"
        data-directory = "%s"
        [smtp]
        bind-address = "127.0.0.1"
        port = %d
        submission-port = %d
        submissions-port = -1
        clear-login-on-loopback = true
        [imap]
        bind-address = "127.0.0.1"
        port = %d
        tls-port = -1
        clear-login-on-loopback = true
        [bridge]
        bind-address = "127.0.0.1"
        port = %d
        """
                .formatted(
                        home.resolve("data"),
                        ports.smtp(),
                        ports.submission(),
                        ports.imap(),
                        ports.http());
    }
}
