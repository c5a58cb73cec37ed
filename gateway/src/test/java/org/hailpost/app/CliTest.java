package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
    @TempDir Path home;

    private TestConsole console;

    @BeforeEach
    void sit() {
        console = new TestConsole(home);
    }

    @Test
    void withoutACommandItListsThemAndFails() {
        assertThat(console.run()).isEqualTo(2);
        assertThat(console.err()).contains("account add ADDRESS").contains("demo");
    }

    @Test
    void helpListsEveryCommand() {
        assertThat(console.run("help")).isZero();
        for (Command command : Commands.ALL) {
            assertThat(console.out()).contains(command.name() + " ").contains(command.summary());
        }
    }

    @Test
    void theListFitsAnOrdinaryScreen() {
        console.run("help");
        assertThat(console.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void everyCommandExplainsItself() {
        for (Command command : Commands.ALL) {
            String[] words = ("help " + command.name()).split(" ", -1);
            assertThat(console.run(words)).as(command.name()).isZero();
            assertThat(console.out()).contains("hailpost " + command.name());
            command.options()
                    .forEach(o -> assertThat(console.out()).contains("--" + o.getLongOpt()));
        }
    }

    @Test
    void aGroupExplainsItsCommands() {
        assertThat(console.run("help", "alias")).isZero();
        assertThat(console.out())
                .contains("alias add")
                .contains("alias list")
                .contains("catch-all");
    }

    @Test
    void helpIsAlsoAnOption() {
        assertThat(console.run("account", "add", "--help")).isZero();
        assertThat(console.out()).startsWith("hailpost account add ADDRESS");
    }

    @Test
    void aMisspeltCommandNamesTheNearest() {
        assertThat(console.run("domian", "list")).isEqualTo(2);
        assertThat(console.err())
                .isEqualTo("hailpost: no such command: domian; did you mean domain?");
    }

    @Test
    void aGroupWithoutACommandNamesItsCommands() {
        assertThat(console.run("domain")).isEqualTo(2);
        assertThat(console.err())
                .isEqualTo("hailpost: say: hailpost domain add|dns|list|mailbox|remove");
        assertThat(console.run("domain", "ad", "x")).isEqualTo(2);
        assertThat(console.err())
                .isEqualTo(
                        "hailpost: no such command: ad; say: hailpost domain add|dns|list|mailbox|remove");
    }

    @Test
    void aMisspeltOptionNamesTheNearest() {
        assertThat(console.run("demo", "--port-bsae", "1")).isEqualTo(2);
        assertThat(console.err())
                .isEqualTo("hailpost demo: no such option: --port-bsae; did you mean --port-base?");
    }

    @Test
    void anOptionWithoutItsValueSaysWhatItNeeds() {
        assertThat(console.run("demo", "--port-base")).isEqualTo(2);
        assertThat(console.err()).isEqualTo("hailpost demo: --port-base needs a value: N");
    }

    @Test
    void aWrongPortBaseSaysWhatWouldBeRight() {
        assertThat(console.run("demo", "--port-base", "70000")).isEqualTo(2);
        assertThat(console.err())
                .isEqualTo(
                        "hailpost demo: --port-base must be a number from 0 to 63392; found"
                                + " 70000");
    }

    @Test
    void aMissingArgumentIsNamed() {
        assertThat(console.run("domain", "add")).isEqualTo(2);
        assertThat(console.err())
                .isEqualTo(
                        "hailpost domain add: DOMAIN is missing. Usage: hailpost domain add DOMAIN"
                                + " [OPTIONS]");
    }

    @Test
    void anArgumentTooManyIsNamed() {
        assertThat(console.run("version", "now")).isEqualTo(2);
        assertThat(console.err()).startsWith("hailpost version: what is now? Usage: ");
    }

    @Test
    void aConfigurationWithFaultsIsAnsweredWithAllOfThem() throws Exception {
        Path file = home.resolve("bad.toml");
        Files.writeString(file, "[smtp]\nprot = 25\n[smtp.limits]\nmax-errors = 0\n[gatway]\n");
        assertThat(console.run("check-config", "--config", file.toString())).isEqualTo(2);
        assertThat(console.err().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("hailpost check-config: " + file + ":"))
                .anyMatch(line ->
                        line.endsWith(":2: smtp.prot: no such key; did you mean smtp.port?"))
                .anyMatch(line -> line.contains(":4: smtp.limits.max-errors: must be at least 1"))
                .anyMatch(line -> line.endsWith(":5: gatway: no such key; did you mean gateway?"));
        assertThat(console.err()).doesNotContain("\tat ");
    }

    @Test
    void aValidConfigurationIsSaidToBe() throws Exception {
        Path file = home.resolve("good.toml");
        Files.writeString(file, "[smtp]\nport = 2525\n");
        assertThat(console.run("check-config", "--config", file.toString())).isZero();
        assertThat(console.out()).isEqualTo("the configuration is valid");
    }

    @Test
    void aMissingConfigurationIsNamed() {
        assertThat(console.run("serve", "--config", "no-such.toml")).isEqualTo(2);
        assertThat(console.err()).isEqualTo("hailpost serve: no-such.toml: there is no such file");
    }

    @Test
    void aTargetThatIsNoneIsToldApartFromAFaultOfOurs() throws Exception {
        Path none = home.resolve("none.json");
        assertThat(console.run("bench", "ingest", "--target", none.toString())).isEqualTo(2);
        assertThat(console.err()).contains("--target").contains(none.toString()).contains("demo");
        assertThat(console.err()).doesNotContain("\tat ");

        Path other = Files.writeString(home.resolve("other.json"), "[1, 2");
        assertThat(console.run("bench", "ingest", "--target", other.toString())).isEqualTo(2);
        assertThat(console.err()).contains("is no demo.json").doesNotContain("\tat ");
    }

    @Test
    void versionIsData() {
        assertThat(console.run("version", "--json")).isZero();
        assertThat(console.out()).startsWith("{").contains("\"hailpost\"").contains("\"java\"");
    }

    @Test
    void aFaultOfOursIsToldApartFromAMistake() {
        Command broken = new Broken();
        assertThat(console.run(List.of(broken), "broken")).isEqualTo(1);
        assertThat(console.err())
                .startsWith("hailpost broken: a fault of Hailpost: ")
                .contains("\tat ");
    }

    private record Broken() implements Command {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String summary() {
            return "Break";
        }

        @Override
        public int run(Invocation call) {
            throw new IllegalStateException("broken");
        }
    }
}
