package org.hailpost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigTest {
    enum Colour {
        RED,
        DARK_BLUE
    }

    record Inner(int port, long maxMessageBytes, Duration idleTimeout, Optional<Path> certificate) {
        Inner {
            if (port < 1) {
                throw new IllegalArgumentException("port must be at least 1; found " + port);
            }
        }
    }

    record Outer(String name, boolean clearLogin, Colour colour, List<String> hosts, Inner smtp) {}

    private static final Outer DEFAULTS =
            new Outer(
                    "here",
                    true,
                    Colour.RED,
                    List.of(),
                    new Inner(25, 1000, Duration.ofSeconds(1), Optional.empty()));

    private static Outer parse(String toml) throws ConfigException {
        return new Config(Map.of("smtp.size", "write smtp.max-message-bytes"), Map.of())
                .parse("x.toml", toml, DEFAULTS);
    }

    private static List<String> faults(String toml) {
        return faults(toml, Map.of());
    }

    private static List<String> faults(String toml, Map<String, String> environment) {
        var config = new Config(Map.of("smtp.size", "write smtp.max-message-bytes"), environment);
        ConfigException e =
                catchThrowableOfType(
                        ConfigException.class, () -> config.parse("x.toml", toml, DEFAULTS));
        return e == null ? List.of() : e.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void whatIsNotWrittenIsTheDefault() throws ConfigException {
        assertThat(parse("")).isEqualTo(DEFAULTS);
        assertThat(parse("[smtp]\nport = 26\n").smtp())
                .isEqualTo(new Inner(26, 1000, Duration.ofSeconds(1), Optional.empty()));
    }

    @Test
    void everyTypeIsRead() throws ConfigException {
        assertThat(
                        parse(
                                """
                                name = "there"
                                clear-login = false
                                colour = "dark-blue"
                                hosts = ["a", "b"]
                                [smtp]
                                port = 2525
                                max-message-bytes = "50MiB"
                                idle-timeout = "5m"
                                certificate = "/etc/cert.pem"
                                """))
                .isEqualTo(
                        new Outer(
                                "there",
                                false,
                                Colour.DARK_BLUE,
                                List.of("a", "b"),
                                new Inner(
                                        2525,
                                        50L << 20,
                                        Duration.ofMinutes(5),
                                        Optional.of(Path.of("/etc/cert.pem")))));
    }

    @Test
    void anEmptyTextIsAnEmptyOptional() throws ConfigException {
        assertThat(parse("smtp.certificate = \"\"").smtp().certificate()).isEmpty();
    }

    @Test
    void anUnknownKeyNamesItsPlaceAndTheNearestKey() {
        assertThat(faults("# mail\n[smtp]\nprot = 25\n"))
                .containsExactly("x.toml:3: smtp.prot: no such key; did you mean smtp.port?");
    }

    @Test
    void anUnknownKeyThatIsNearToNoneListsTheKeysOfItsTable() {
        assertThat(faults("[smtp]\nfrobnication = 1\n"))
                .containsExactly(
                        "x.toml:2: smtp.frobnication: no such key; here are: smtp.port,"
                                + " smtp.max-message-bytes, smtp.idle-timeout, smtp.certificate");
    }

    @Test
    void anUnknownTableNamesTheNearestOne() {
        assertThat(faults("[smpt]\nport = 1\n"))
                .containsExactly("x.toml:1: smpt: no such key; did you mean smtp?");
    }

    @Test
    void aRemovedKeySaysWhatToWriteInstead() {
        assertThat(faults("[smtp]\nsize = \"1MB\"\n"))
                .containsExactly("x.toml:2: smtp.size: was removed: write smtp.max-message-bytes");
    }

    @Test
    void aRepeatedKeyNamesBothLines() {
        assertThat(faults("[smtp]\nport = 25\nport = 26\n"))
                .containsExactly("x.toml:3: smtp.port: stands in line 2 already; keep one of them");
    }

    @Test
    void aValueOfTheWrongKindSaysWhatWouldBeRight() {
        assertThat(
                        faults(
                                """
                                name = 5
                                clear-login = "yes"
                                colour = "green"
                                hosts = "a"
                                [smtp]
                                port = "25"
                                max-message-bytes = 5000
                                idle-timeout = "5 parsecs"
                                """))
                .containsExactly(
                        "x.toml:1: name: must be a text in quotes; found 5",
                        "x.toml:2: clear-login: must be true or false; found \"yes\"",
                        "x.toml:3: colour: must be one of \"red\", \"dark-blue\"; found"
                                + " \"green\"",
                        "x.toml:4: hosts: must be a list such as [\"one\", \"two\"]; found"
                                + " \"a\"",
                        "x.toml:6: smtp.port: must be a whole number; found \"25\"",
                        "x.toml:7: smtp.max-message-bytes: must be a size with its unit, such as"
                                + " \"50MB\" or \"64KiB\"; found 5000",
                        "x.toml:8: smtp.idle-timeout: must be a duration with its unit, such as"
                                + " \"25ms\", \"10s\" or \"5m\"; found \"5 parsecs\"");
    }

    @Test
    void numbersAreNotCutToFit() {
        assertThat(faults("smtp.port = 4294967321"))
                .containsExactly(
                        "x.toml:1: smtp.port: must be at most 2147483647; found 4294967321");
        assertThat(faults("smtp.max-message-bytes = \"99999999999GB\""))
                .singleElement()
                .asString()
                .contains("must be a size");
    }

    @Test
    void whatARecordRefusesIsAProblemOfItsKey() {
        assertThat(faults("[smtp]\n\nport = 0\n"))
                .containsExactly("x.toml:3: smtp.port: must be at least 1; found 0");
    }

    @Test
    void aTableWrittenAsAValueSaysSo() {
        assertThat(faults("smtp = 25"))
                .containsExactly("x.toml:1: smtp: is a table: write [smtp] and its keys below");
    }

    @Test
    void whatIsNotTomlNamesItsLine() {
        assertThat(faults("name = \"x\"\nclear-login = = true\n"))
                .singleElement()
                .asString()
                .startsWith("x.toml:2: not TOML: ");
    }

    @Test
    void theEnvironmentGoesOverTheFile() throws ConfigException {
        var config =
                new Config(
                        Map.of(),
                        Map.of(
                                "HAILPOST_SMTP_PORT", "27",
                                "HAILPOST_HOSTS", "a, b",
                                "HAILPOST_CLEAR_LOGIN", "false",
                                "HOME", "/root"));
        Outer read = config.parse("x.toml", "smtp.port = 26", DEFAULTS);
        assertThat(read.smtp().port()).isEqualTo(27);
        assertThat(read.hosts()).containsExactly("a", "b");
        assertThat(read.clearLogin()).isFalse();
    }

    @Test
    void aWrongVariableIsNamed() {
        assertThat(faults("", Map.of("HAILPOST_SMTP_PORT", "many")))
                .containsExactly(
                        "HAILPOST_SMTP_PORT: smtp.port: must be a whole number; found \"many\"");
        assertThat(faults("", Map.of("HAILPOST_SMPT_PORT", "25")))
                .containsExactly(
                        "HAILPOST_SMPT_PORT: no key has this variable; did you mean"
                                + " HAILPOST_SMTP_PORT?");
    }

    @Test
    void aMissingFileIsNamed() {
        ConfigException e =
                catchThrowableOfType(
                        ConfigException.class,
                        () ->
                                new Config(Map.of(), Map.of())
                                        .read(Path.of("no-such.toml"), DEFAULTS));
        assertThat(e).hasMessage("no-such.toml: there is no such file");
    }
}
