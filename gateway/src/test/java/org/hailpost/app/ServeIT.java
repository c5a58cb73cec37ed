package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway as a process, and the commands beside it. */
class ServeIT {
    @TempDir private static Path home;

    private static String config;
    private TestConsole console;

    @BeforeAll
    static void configure() throws Exception {
        Path file = home.resolve("hailpost.toml");
        config = file.toString();
        Files.writeString(
                file,
                """
                [gateway]
                hostname = "mx.example.org"
                [smtp]
                bind-address = "127.0.0.1"
                port = 0
                submission-port = 0
                submissions-port = 0
                [imap]
                bind-address = "127.0.0.1"
                port = 0
                tls-port = 0
                [bridge]
                bind-address = "127.0.0.1"
                port = 0
                """);
    }

    @BeforeEach
    void sit() {
        console = new TestConsole(home);
    }

    @Test
    void commandsWorkBesideARunningGatewayAndWithoutOne() throws Exception {
        try (ChildProcess gateway = ChildProcess.start(home, "serve", "--config", config)) {
            gateway.await("event=ready");
            assertThat(run("domain", "add", "Example.ORG")).as(console.err()).isZero();
            assertThat(console.out())
                    .contains("added example.org")
                    .contains("example.org. IN MX 10 ")
                    .contains("._domainkey.example.org. IN TXT \"v=DKIM1; k=rsa; p=")
                    .contains("._domainkey.example.org. IN TXT \"v=DKIM1; k=ed25519; p=")
                    .contains("_dmarc.example.org. IN TXT ");
            String published = console.out();
            assertThat(run("domain", "dns", "example.org")).isZero();
            assertThat(published).endsWith(console.out());
            console.withInput("secret\n");
            assertThat(run("account", "add", "Ann@example.org", "--name", "Ann")).isZero();
            assertThat(run("alias", "add", "@example.org", "ann@example.org")).isZero();
            assertThat(run("account", "token", "ann@example.org")).isZero();
            assertThat(console.out()).matches("[A-Za-z0-9_-]{43}");
            assertThat(run("account", "token", "ann@example.org", "--revoke")).isZero();
            assertThat(console.out()).isEqualTo("revoked 1 token");
            assertThat(run("mapping", "--json")).isZero();
            assertThat(console.out()).isEqualTo("[ ]");
            assertThat(gateway.terminate()).isLessThan(Duration.ofSeconds(3));
            assertThat(gateway.exitCode()).isZero();
            assertThat(gateway.output()).contains("event=stopped").doesNotContain("\tat ");
        }
        assertThat(run("account", "list", "--json")).as(console.err()).isZero();
        assertThat(console.out())
                .contains("\"address\" : \"ann@example.org\"", "\"enabled\" : true");
        assertThat(run("alias", "list")).isZero();
        assertThat(console.out()).contains("@example.org  ann@example.org");
        assertThat(run("alias", "remove", "@example.org")).isZero();
        assertThat(run("account", "disable", "ann@example.org")).isZero();
        assertThat(run("account", "remove", "ann@example.org")).isEqualTo(2);
        assertThat(console.err()).contains("--yes");
        assertThat(run("account", "remove", "ann@example.org", "--yes")).isZero();
        assertThat(run("domain", "remove", "example.org")).isZero();
    }

    @Test
    void whatIsNotThereIsNamedWithWhatToDo() {
        console.withInput("secret\n");
        assertThat(run("account", "add", "ann@nowhere.org")).isEqualTo(1);
        assertThat(console.err())
                .isEqualTo(
                        "hailpost account add: no such domain: nowhere.org; add it with: hailpost"
                                + " domain add nowhere.org");
        assertThat(run("account", "password", "ann@nowhere.org")).isEqualTo(1);
        assertThat(console.err())
                .isEqualTo(
                        "hailpost account password: no such account: ann@nowhere.org; see: hailpost"
                                + " account list");
        assertThat(run("account", "add", "ann")).isEqualTo(2);
        assertThat(console.err()).startsWith("hailpost account add: not an address: ");
    }

    @Test
    void aSecondGatewayOnTheSameDirectorySaysSoAndLeaves() throws Exception {
        try (ChildProcess first = ChildProcess.start(home, "serve", "--config", config)) {
            first.await("event=ready");
            try (ChildProcess second = ChildProcess.start(home, "serve", "--config", config)) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.output())
                        .contains("hailpost serve: ", "" + first.pid())
                        .doesNotContain("\tat ");
            }
            assertThat(run("domain", "list")).isZero();
        }
    }

    @Test
    void aFaultyConfigurationIsNotStarted() throws Exception {
        Path bad = Files.writeString(home.resolve("bad.toml"), "[smtp]\nport = 70000\n");
        try (ChildProcess gateway = ChildProcess.start(home, "serve", "--config", bad + "")) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(gateway.output())
                    .startsWith("hailpost serve: " + bad + ":2: smtp.port: must be ")
                    .doesNotContain("\tat ");
        }
    }

    private int run(String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--config";
        all[words.length + 1] = config;
        return console.run(all);
    }
}
