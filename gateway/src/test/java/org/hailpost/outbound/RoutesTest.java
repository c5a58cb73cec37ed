package org.hailpost.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.message.Address;
import org.hailpost.outbound.Destination.Credentials;
import org.hailpost.outbound.Destination.Host;
import org.hailpost.outbound.Destination.Protocol;
import org.hailpost.outbound.Destination.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    @Test
    void withoutRoutesEachDomainIsItsOwnDestination() {
        assertThat(destination(Routes.DIRECT, "Bob@Example.ORG")).isEqualTo("example.org");
        assertThat(Routes.DIRECT.known("example.org"))
                .contains(new Destination.Domain("example.org"));
    }

    @Test
    void theMostSpecificPatternWinsWhateverTheOrder() {
        Routes routes =
                Routes.parse(
                        List.of(
                                "* smtp://all.example",
                                "*.b.example smtp://below.example:26",
                                "a.b.example lmtp://one.example",
                                "free.example mx"));
        assertThat(destination(routes, "x@c.example")).isEqualTo("smtp://all.example:25");
        assertThat(destination(routes, "x@b.example")).isEqualTo("smtp://all.example:25");
        assertThat(destination(routes, "x@z.y.b.example")).isEqualTo("smtp://below.example:26");
        assertThat(destination(routes, "x@a.b.example")).isEqualTo("lmtp://one.example:24");
        assertThat(destination(routes, "x@free.example")).isEqualTo("free.example");
    }

    @Test
    void aUrlSaysWhatIsSpokenAndHowItIsSecured() {
        Routes routes =
                Routes.parse(
                                List.of(
                                        "a.example smtp://h.example",
                                        "b.example smtp+tls://me%40x.example@h.example",
                                        "c.example smtps://[::1]:4650",
                                        "d.example lmtp://127.0.0.1:2424"))
                        .with(Map.of("smtp+tls://me%40x.example@h.example:587", "secret"));
        assertThat(known(routes, "a.example"))
                .isEqualTo(
                        new Host(
                                Protocol.SMTP,
                                "h.example",
                                25,
                                Tls.OPPORTUNISTIC,
                                Optional.empty()));
        assertThat(known(routes, "b.example"))
                .isEqualTo(
                        new Host(
                                Protocol.SMTP,
                                "h.example",
                                587,
                                Tls.VERIFIED,
                                Optional.of(new Credentials("me@x.example", "secret"))));
        assertThat(known(routes, "c.example"))
                .isEqualTo(new Host(Protocol.SMTP, "::1", 4650, Tls.IMPLICIT, Optional.empty()));
        assertThat(known(routes, "d.example"))
                .isEqualTo(
                        new Host(
                                Protocol.LMTP,
                                "127.0.0.1",
                                2424,
                                Tls.OPPORTUNISTIC,
                                Optional.empty()));
    }

    @Test
    void aNameOfAFormerConfigurationIsNotKnown() {
        Routes routes = Routes.parse(List.of("a.example smtp://h.example"));
        assertThat(routes.known("smtp://old.example:25")).isEmpty();
        assertThat(routes.known("a.example")).as("goes over h.example now").isEmpty();
        assertThat(routes.known("b.example")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.org | must have a domain and a URL",
                "example.org smtp://h x | must have a domain and a URL",
                "exa_mple..org smtp://h | must begin with a domain",
                "* http://h | must begin with smtp://",
                "* h.example:25 | must begin with smtp://",
                "* smtp://h:70000 | port must be between 1 and 65535",
                "* smtp:// | Expected authority",
                "* smtp://h_h | the host is missing or has a forbidden character",
                "* smtp://h/path | nothing may follow the port",
                "* smtp+tls://me:pw@h | a password belongs into outbound.password-file",
                "* smtp://me@h | a login needs TLS",
            })
    void aMistakeIsNamed(String line, String fault) {
        assertThatThrownBy(() -> Routes.parse(List.of(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault)
                .hasMessageNotContaining("pw@");
    }

    @Test
    void twoLinesForOnePatternAreOneTooMany() {
        assertThatThrownBy(() -> Routes.parse(List.of("A.example mx", "a.example smtp://h")))
                .hasMessageContaining("two lines for a.example");
    }

    @Test
    void passwordsAndRoutesBelongTogether() {
        Routes routes = Routes.parse(List.of("* smtps://me@h.example"));
        assertThat(routes.needPasswords()).isTrue();
        assertThatThrownBy(() -> routes.with(Map.of()))
                .hasMessageContaining("no password for smtps://me@h.example:465");
        assertThatThrownBy(() -> routes.with(Map.of("smtps://you@h.example:465", "x")))
                .hasMessageContaining("which no route names");
    }

    /** A domain's exchangers lead to us: its mailboxes are elsewhere. */
    @Test
    void aMailboxServerIsAHost() {
        for (String typed : List.of("mx", "here", "http://h")) {
            assertThatThrownBy(() -> MailboxServer.parse(typed))
                    .hasMessageContaining("has " + typed + ": it must begin with smtp://")
                    .hasMessageNotContaining("be mx");
        }
        assertThatThrownBy(() -> Routes.parse(List.of("* here")))
                .hasMessageEndingWith(", or be mx");
    }

    private static String destination(Routes routes, String address) {
        return routes.destination(Address.parse(address));
    }

    private static Destination known(Routes routes, String domain) {
        return routes.known(destination(routes, "x@" + domain)).orElseThrow();
    }
}
