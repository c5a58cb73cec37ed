package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@example.org",
                "first.last+tag@mail.example.org",
                "!#$%&'*+-/=?^_`{|}~@example.org",
                "\"john doe\"@example.org",
                "\"a\\\"b\\\\c\"@example.org",
                "bob@[192.0.2.1]",
                "bob@[IPv6:2001:db8::1]",
                "pelé@bücher.example",
                "用户@例え.jp",
                "bob@_dmarc.example.org",
                "bob@localhost",
            })
    void whatIsWrittenComesBack(String text) {
        assertThat(Address.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bob",
                "@example.org",
                "bob@",
                ".bob@example.org",
                "bob.@example.org",
                "b..ob@example.org",
                "bob smith@example.org",
                "bob@example..org",
                "bob@example.org.",
                "bob@-example.org",
                "bob@exa mple.org",
                "bob@a@b",
                "<bob@example.org>",
                "bob@example.org>",
                "bob\r\n@example.org",
                "bob@example.org\r\nDATA",
                "bo\0b@example.org",
                "\"bob@example.org",
                "\"bob\"example.org",
                "\"bo\nb\"@example.org",
                "\"bob\\\u00e9\"@example.org",
                "bob@[192.0.2]",
                "bob@[192.0.2.256]",
                "bob@[192.0.2.1",
                "bob@[192.0.2.1.]",
                "bob@[IPv6:fe80::1%eth0]",
                "bob@[IPv6:192.0.2.1]",
                "bob@[example.org]",
                "b\u202Eob@example.org",
                "b\ud800ob@example.org",
            })
    void whatIsNoMailboxIsRefused(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(AddressSyntaxException.class);
    }

    @Test
    void aRefusalSaysWhyOnOneLine() {
        assertThatThrownBy(() -> Address.parse("bob\r\n@x"))
                .hasMessageContaining("local part")
                .hasMessageNotContaining("\n");
    }

    @Test
    void quotesThatSayNothingAreDropped() {
        assertThat(Address.parse("\"bob\"@example.org"))
                .isEqualTo(Address.parse("bob@example.org"));
    }

    @Test
    void lengthsAreCountedInOctets() {
        assertThat(Address.parse("a".repeat(64) + "@example.org").localPart()).hasSize(64);
        assertThatThrownBy(() -> Address.parse("a".repeat(65) + "@example.org"))
                .hasMessageContaining("64");
        assertThatThrownBy(() -> Address.parse("é".repeat(33) + "@example.org"))
                .hasMessageContaining("64");
        assertThatThrownBy(() -> Address.parse("a@" + "b".repeat(64) + ".org"))
                .hasMessageContaining("63");
        String domain = "a123456789.".repeat(23) + "org";
        assertThatThrownBy(() -> Address.parse("bob@" + domain)).hasMessageContaining("254");
        assertThatThrownBy(() -> Address.parse("b".repeat(1_000_000)))
                .isInstanceOf(AddressSyntaxException.class);
    }

    @Test
    void spellingsOfOneMailboxShareTheCanonicalForm() {
        assertThat(Address.parse("BoB@BÜCHER.Example").canonical())
                .hasToString("bob@xn--bcher-kva.example");
        assertThat(Address.parse("e\u0301@example.org").canonical())
                .isEqualTo(Address.parse("É@EXAMPLE.org").canonical());
        assertThat(Address.parse("bob@[IPV6:2001:DB8::1]").canonical())
                .hasToString("bob@[ipv6:2001:db8::1]");
    }

    @Test
    void theTagIsWhatFollowsTheFirstSeparator() {
        assertThat(Address.parse("bob+a+b@example.org").withoutTag('+'))
                .hasToString("bob@example.org");
        assertThat(Address.parse("+bob@example.org").withoutTag('+'))
                .hasToString("+bob@example.org");
        assertThat(Address.parse("bob@example.org").withoutTag('+')).hasToString("bob@example.org");
    }

    @Test
    void utf8IsNeededOnlyByWhatIsNotAscii() {
        assertThat(Address.parse("pelé@example.org").needsUtf8()).isTrue();
        assertThat(Address.parse("bob@example.org").needsUtf8()).isFalse();
    }
}
