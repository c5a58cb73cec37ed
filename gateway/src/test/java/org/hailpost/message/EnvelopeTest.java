package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.message.Mails.envelope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {
    private static String to(String field) {
        String envelope = envelope("To: " + field + "\n\n");
        return envelope.substring(
                "(NIL NIL NIL NIL NIL ".length(), envelope.length() - " NIL NIL NIL NIL)".length());
    }

    @Test
    void senderAndReplyToDefaultToFrom() {
        String from = "((\"A\" NIL \"a\" \"x.org\"))";
        assertThat(
                        envelope(
                                "From: A <a@x.org>\nSender:\nDate: d\nSubject: s\nMessage-Id: <1@x>\nIn-Reply-To: <0@x>\n\n"))
                .isEqualTo(
                        "(\"d\" \"s\" "
                                + from
                                + " "
                                + from
                                + " "
                                + from
                                + " NIL NIL NIL \"<0@x>\" \"<1@x>\")");
    }

    @Test
    void encodedWordsStayRawAndFoldsGo() {
        assertThat(envelope("Subject: =?utf-8?q?a=20b?=\n =?utf-8?q?c?=\n\n"))
                .startsWith("(NIL \"=?utf-8?q?a=20b?= =?utf-8?q?c?=\" ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@x.org | ((NIL NIL \"a\" \"x.org\"))",
                "<a@x.org> | ((NIL NIL \"a\" \"x.org\"))",
                "A B <a@x.org>, b@y.org | ((\"A B\" NIL \"a\" \"x.org\")(NIL NIL \"b\" \"y.org\"))",
                "\"B, A\" <a@x.org> | ((\"B, A\" NIL \"a\" \"x.org\"))",
                "\"q\\\"uote\" <a@x.org> | ((\"q\\\"uote\" NIL \"a\" \"x.org\"))",
                "a@x.org (Real Name) | ((\"Real Name\" NIL \"a\" \"x.org\"))",
                "John Q. Public <j@x.org> | ((\"John Q. Public\" NIL \"j\" \"x.org\"))",
                "\"john doe\"@x.org | ((NIL NIL \"john doe\" \"x.org\"))",
                "<@r1,@r2:a@x.org> | ((NIL \"@r1,@r2\" \"a\" \"x.org\"))",
                "a @ x . org | ((NIL NIL \"a\" \"x.org\"))",
                "a@[192.0.2.1] | ((NIL NIL \"a\" \"[192.0.2.1]\"))",
                "a@x.org <b@y.org> | ((\"a@x.org\" NIL \"b\" \"y.org\"))",
                "g: a@x.org, B <b@y.org>; | ((NIL NIL \"g\" NIL)(NIL NIL \"a\" \"x.org\")(\"B\" NIL \"b\" \"y.org\")(NIL NIL NIL NIL))",
                "undisclosed-recipients:; | ((NIL NIL \"undisclosed-recipients\" NIL)(NIL NIL NIL NIL))",
                "g: a@x.org | ((NIL NIL \"g\" NIL)(NIL NIL \"a\" \"x.org\")(NIL NIL NIL NIL))",
                "a | ((NIL NIL \"a\" \"\"))",
                "A <a> | ((\"A\" NIL \"a\" \"\"))",
                "<> | ((NIL NIL \"\" \"\"))",
                "a@ | ((NIL NIL \"a\" \"\"))",
                "@x.org | ((NIL NIL \"\" \"x.org\"))",
                "a@x.org b@y.org | ((NIL NIL \"a\" \"x.org\"))",
                "A <a@x.org, b@y.org | ((\"A\" NIL \"a\" \"x.org\")(NIL NIL \"b\" \"y.org\"))",
                ",,, | NIL",
                "(only a comment) | NIL",
                "\"unclosed | ((NIL NIL \"unclosed\" \"\"))",
                "(unclosed a@x.org | NIL",
            })
    void addressesBecomeFourStrings(String field, String expected) {
        assertThat(to(field)).isEqualTo(expected);
    }

    @Test
    void ofRepeatedFieldsTheFirstWins() {
        assertThat(envelope("Subject: a\nSubject: b\nTo: a@x\nTo: b@x\n\n"))
                .contains("\"a\"")
                .doesNotContain("\"b\"");
    }

    @Test
    void eightBitAndNulBecomeLiteralsWithoutNul() {
        assertThat(envelope("Subject: \u00e4\0b\n\n")).startsWith("(NIL {3}\r\n\u00e4 b NIL");
        assertThat(envelope("Subject: a\0b\n\n")).startsWith("(NIL \"a b\" NIL");
    }

    @Test
    void longStringsBecomeLiterals() {
        assertThat(envelope("Subject: " + "x".repeat(1001) + "\n\n"))
                .startsWith("(NIL {1001}\r\nxxx");
    }

    @Test
    void thousandsOfAddressesAreBounded() {
        String envelope = envelope("To: " + "a@x.org, ".repeat(100_000) + "\n\n");
        assertThat(envelope).hasSizeLessThan(200_000);
        ImapData.checkEnvelope(
                ImapData.parse(envelope.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    }
}
