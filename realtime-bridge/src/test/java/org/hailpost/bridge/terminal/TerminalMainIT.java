package org.hailpost.bridge.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.hailpost.bridge.session.Sessions;
import org.hailpost.bridge.socket.BridgeServer;
import org.hailpost.bridge.socket.SocketSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as scripts use it, against the real server. */
class TerminalMainIT {
    private static final String BOB = "bob@example.org";

    @TempDir Path dir;

    private final FakeGateway gateway = new FakeGateway();
    private BridgeServer server;
    private long bob;

    private record Run(int exit, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    @BeforeEach
    void start() throws IOException {
        bob = gateway.account(BOB);
        server =
                new BridgeServer(
                        SocketSettings.defaults("127.0.0.1", 0),
                        new Sessions(
                                gateway.ports(),
                                "n1",
                                SessionLimits.DEFAULTS,
                                InstantSource.system()),
                        List.of(),
                        null);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ofMillis(200));
    }

    private Run script(String commands, String... more) {
        return run("secret", commands, more);
    }

    private Run run(String password, String commands, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--server",
                                "ws://127.0.0.1:" + server.port(),
                                "--account",
                                BOB,
                                "--state",
                                dir.resolve("state").toString(),
                                "--script",
                                "-"));
        arguments.addAll(List.of(more));
        return run(Map.of("HAILPOST_PASSWORD", password), commands, arguments);
    }

    private static Run run(Map<String, String> environment, String in, List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit =
                new TerminalMain(
                                environment,
                                new ByteArrayInputStream(in.getBytes(UTF_8)),
                                new PrintStream(out, true, UTF_8),
                                new PrintStream(err, true, UTF_8))
                        .run(arguments.toArray(String[]::new));
        return new Run(exit, out.toString(UTF_8), err.toString(UTF_8));
    }

    @Test
    void aScriptHoldsAConversation() {
        gateway.append(bob, "T7", "Hello Bob");
        Run run =
                script(
                        "wait message from amy timeout 5s\nreply Hello Amy\nthreads\nread\nquit\nsend never\n");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.lines())
                .startsWith("connected bob@example.org")
                .contains("      Hello Bob", "sent M2 T7", "read T7 M1")
                .anyMatch(line ->
                        line.contains("amy@x.com (unverified)  [T7] s")
                                || line.contains("Amy <amy@x.com> (unverified)  [T7] s"))
                .anyMatch(line -> line.startsWith("  1 * amy@x.com"));
        assertThat(gateway.reads()).contains("T7/M1");
    }

    @Test
    void jsonIsOneObjectInAsciiPerLine() {
        gateway.append(bob, "T7", "Grüße\u009b");
        Run run = script("wait message\nreply ok\nhistory 1\nsearch Gr\n", "--json");
        assertThat(run.exit()).isZero();
        assertThat(run.lines())
                .allMatch(line -> line.startsWith("{\"type\":\"") && line.endsWith("}"));
        assertThat(run.out().chars()).allMatch(c -> c < 0x7F);
        assertThat(run.out())
                .contains("\"kind\":\"message.new\"")
                .contains("Gr\\u00fc\\u00dfe\\u009b")
                .contains("{\"type\":\"sent\",")
                .contains("{\"type\":\"history-page\",")
                .contains("{\"type\":\"search-page\",");
    }

    @Test
    void aScriptSeesEachMessageInOneRunOnly() {
        gateway.append(bob, "T7", "first");
        assertThat(script("wait message timeout 5s").out()).contains("first");
        gateway.append(bob, "T7", "second");
        assertThat(script("wait message timeout 5s").out())
                .contains("second")
                .doesNotContain("first");
    }

    @Test
    void aWaitInVainFails() {
        Run run = script("wait message timeout 200ms\nthreads");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.lines().getLast())
                .isEqualTo("failed wait message timeout 200ms: nothing came in 200 ms");
    }

    @Test
    void aSendThatIsRefusedFails() {
        Run run = script("send who@nowhere.example hi");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.lines().getLast()).contains("no way to [who@nowhere.example]");
    }

    @Test
    void aWrongPasswordIsExitOne() {
        Run run = run("wrong", "threads");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("wrong account, password or token: bob@example.org");
    }

    /** The command in a process of its own, since the window takes the process's own input. */
    static final class Window {
        private Window() {}

        public static void main(String[] arguments) {
            System.exit(TerminalMain.run(arguments, System.in, System.out, System.err));
        }
    }

    @Test
    void aWindowAsksAPipeForThePasswordOnce() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Window.class.getName(),
                        "--server",
                        "ws://127.0.0.1:" + server.port(),
                        "--account",
                        BOB,
                        "--state",
                        dir.resolve("state").toString());
        builder.environment().remove("HAILPOST_PASSWORD");
        Path out = dir.resolve("out");
        Process window = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            try (var in = window.getOutputStream()) {
                in.write("secret\n/quit\n".getBytes(UTF_8));
            }
            assertThat(window.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            window.destroyForcibly();
        }
        assertThat(Files.readString(out)).containsOnlyOnce("Password of bob@example.org: ");
        assertThat(Files.readString(out)).doesNotContain("secret", "wrong account");
        assertThat(window.exitValue()).isZero();
    }

    @Test
    void aWrongLineIsExitTwoAndNamesItsNumber() {
        Run run = script("# greeting\ndance");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("line 2: unknown command dance");
    }

    @Test
    void thePasswordMayComeFromAFile() throws IOException {
        Path file = Files.writeString(dir.resolve("password"), "secret\n");
        Path commands = Files.writeString(dir.resolve("commands"), "threads\n");
        Run run =
                run(
                        Map.of(),
                        "",
                        List.of(
                                "--server", "ws://127.0.0.1:" + server.port(),
                                "--account", BOB,
                                "--state", dir.resolve("state").toString(),
                                "--password-file", file.toString(),
                                "--script", commands.toString()));
        assertThat(run.exit()).isZero();
    }

    @Test
    void aTokenStandsInForThePassword() throws IOException {
        Path file = Files.writeString(dir.resolve("token"), "token:" + BOB + "\n");
        List<String> arguments =
                List.of(
                        "--server",
                        "ws://127.0.0.1:" + server.port(),
                        "--account",
                        BOB,
                        "--state",
                        dir.resolve("state").toString(),
                        "--script",
                        "-");
        assertThat(run(Map.of("HAILPOST_TOKEN", "token:" + BOB), "threads\n", arguments).exit())
                .isZero();
        List<String> withFile = new ArrayList<>(arguments);
        withFile.addAll(List.of("--token-file", file.toString()));
        // The file that was named goes before whatever the environment holds.
        assertThat(run(Map.of("HAILPOST_TOKEN", "token:other"), "threads\n", withFile).exit())
                .isZero();
        withFile.addAll(List.of("--password-file", file.toString()));
        assertThat(run(Map.of(), "", withFile).err()).contains("one of them is enough");
    }

    @Test
    void wrongUsageIsExitTwoAndSaysWhatIsRight() {
        assertThat(run(Map.of(), "", List.of()).exit()).isEqualTo(2);
        assertThat(
                        run(Map.of(), "", List.of("--server", "ws://localhost", "--account", "bob"))
                                .err())
                .contains("--account must be an address");
        assertThat(
                        run(
                                        Map.of(),
                                        "",
                                        List.of(
                                                "--server",
                                                "ws://mail.example.org",
                                                "--account",
                                                BOB,
                                                "--script",
                                                "-",
                                                "--state",
                                                dir.resolve("s").toString()))
                                .err())
                .contains("HAILPOST_PASSWORD");
        assertThat(
                        run(
                                        Map.of("HAILPOST_PASSWORD", "x"),
                                        "",
                                        List.of(
                                                "--server",
                                                "ws://mail.example.org",
                                                "--account",
                                                BOB,
                                                "--script",
                                                "-",
                                                "--state",
                                                dir.resolve("s").toString()))
                                .err())
                .contains("in the clear");
        assertThat(run(Map.of(), "", List.of("--help")).out())
                .startsWith("usage: hailpost terminal");
    }

    @Test
    void aScriptWaitsForAMessageThatIsStillToCome() throws Exception {
        CompletableFuture<Run> running =
                CompletableFuture.supplyAsync(() -> script("wait message timeout 20s"));
        FakeGateway.await("a terminal", () -> gateway.subscribers(bob) == 1);
        gateway.append(bob, "T7", "late");
        assertThat(running.get(20, TimeUnit.SECONDS).out()).contains("late");
    }
}
