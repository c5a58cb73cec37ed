package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.hailpost.mailbox.Annotations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** METADATA (RFC 5464). */
class MetadataTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void aValueComesBackAndNamesAreTheSameInAnyCase() {
        ImapClient imap = server.login();
        imap.send("a SETMETADATA INBOX (/private/Comment \"My own\" /shared/comment \"x\\\"y\")")
                .expect("a OK");
        assertThat(imap.run("b GETMETADATA inbox (/PRIVATE/comment /shared/comment)"))
                .containsExactly(
                        "* METADATA \"INBOX\" (\"/private/comment\" \"My own\""
                                + " \"/shared/comment\" \"x\\\"y\")",
                        "b OK GETMETADATA completed");
        assertThat(imap.run("c GETMETADATA Sent /private/comment"))
                .contains("* METADATA \"Sent\" (\"/private/comment\" NIL)");
    }

    @Test
    void nilRemovesAnEntryAndTheEmptyStringDoesNot() {
        ImapClient imap = server.login();
        imap.send("a SETMETADATA INBOX (/private/comment \"\")").expect("a OK");
        assertThat(imap.run("b GETMETADATA INBOX /private/comment"))
                .contains("* METADATA \"INBOX\" (\"/private/comment\" \"\")");
        imap.send("c SETMETADATA INBOX (/private/comment NIL)").expect("c OK");
        assertThat(imap.run("d GETMETADATA INBOX /private/comment"))
                .contains("* METADATA \"INBOX\" (\"/private/comment\" NIL)");
    }

    @Test
    void theEmptyNameIsTheAccountAsAWhole() {
        ImapClient imap = server.login();
        imap.send("a SETMETADATA \"\" (/private/comment \"all\")").expect("a OK");
        assertThat(imap.run("b GETMETADATA \"\" /private/comment"))
                .contains("* METADATA \"\" (\"/private/comment\" \"all\")");
        imap.send("c SETMETADATA \"\" (/shared/comment \"mine\")").expect("c NO [NOPERM]");
    }

    @Test
    void depthSaysHowFarBelow() {
        ImapClient imap = server.login();
        imap.send(
                        "a SETMETADATA INBOX (/private/x \"0\" /private/x/y \"1\" /private/x/y/z \"2\""
                                + " /private/xy \"no\")")
                .expect("a OK");
        assertThat(imap.run("b GETMETADATA (DEPTH 1) INBOX /private/x"))
                .contains("* METADATA \"INBOX\" (\"/private/x\" \"0\" \"/private/x/y\" \"1\")");
        assertThat(imap.run("c GETMETADATA (DEPTH infinity) INBOX (/private/x/y)"))
                .contains("* METADATA \"INBOX\" (\"/private/x/y\" \"1\" \"/private/x/y/z\" \"2\")");
        assertThat(imap.run("d GETMETADATA (DEPTH infinity) INBOX /private").getFirst())
                .contains("/private/xy");
        assertThat(imap.run("e GETMETADATA (DEPTH infinity) INBOX /shared"))
                .containsExactly("e OK GETMETADATA completed");
    }

    @Test
    void whatIsLargerThanMaxsizeIsLeftOutAndSaid() {
        ImapClient imap = server.login();
        imap.send("a SETMETADATA INBOX (/private/a \"12345\" /private/b \"123456789\")")
                .expect("a OK");
        assertThat(imap.run("b GETMETADATA (MAXSIZE 5) INBOX (/private/a /private/b)"))
                .containsExactly(
                        "* METADATA \"INBOX\" (\"/private/a\" \"12345\")",
                        "b OK [METADATA LONGENTRIES 9] GETMETADATA completed, but for what is larger");
        // The order of the RFC's examples, which erratum 2785 corrects: MailKit sends it so.
        assertThat(imap.run("c GETMETADATA INBOX (MAXSIZE 3 DEPTH 1) (/private/a)"))
                .containsExactly(
                        "c OK [METADATA LONGENTRIES 5] GETMETADATA completed, but for what is larger");
    }

    @Test
    void valuesMayBeLiteralsOfAnyOctets() {
        ImapClient imap = server.login();
        imap.raw("a SETMETADATA INBOX (/private/a {4+}\r\na\r\nb /private/b ~{3+}\r\nx\0y)\r\n")
                .expect("a OK");
        assertThat(imap.run("b GETMETADATA INBOX (/private/a /private/b)").getFirst())
                .isEqualTo(
                        "* METADATA \"INBOX\" (\"/private/a\" {4}\r\na\r\nb"
                                + " \"/private/b\" ~{3}\r\nx\0y)");
        imap.raw("c SETMETADATA INBOX (/private/a {3+}\r\nx\0y)\r\n").expect("c BAD");
    }

    @Test
    void valuesAreNotBoundless() {
        ImapClient imap = server.login();
        int most = Annotations.MAX_VALUE_OCTETS;
        imap.raw(
                        "a SETMETADATA INBOX (/private/a {%d+}\r\n%s)\r\n"
                                .formatted(most, "x".repeat(most)))
                .expect("a OK");
        imap.raw(
                        "b SETMETADATA INBOX (/private/b \"ok\" /private/a {%d+}\r\n%s)\r\n"
                                .formatted(most + 1, "x".repeat(most + 1)))
                .expect("b NO [METADATA MAXSIZE " + most + "]");
        assertThat(imap.run("c GETMETADATA INBOX /private/b"))
                .contains("* METADATA \"INBOX\" (\"/private/b\" NIL)");
    }

    @Test
    void entriesAreNotCountless() {
        ImapClient imap = server.login();
        for (int i = 0; i < Annotations.MAX_ENTRIES; i++) {
            imap.send("a SETMETADATA INBOX (/private/e%d \"x\")".formatted(i)).expect("a OK");
        }
        imap.send("b SETMETADATA INBOX (/private/another \"x\")").expect("b NO [METADATA TOOMANY]");
        imap.send("c SETMETADATA INBOX (/private/e1 NIL /private/another \"x\")").expect("c OK");
        imap.send("d SETMETADATA Sent (/private/another \"x\")").expect("d OK");
    }

    @Test
    void theSpecialUseShowsAndIsNotSetHere() {
        ImapClient imap = server.login();
        assertThat(imap.run("a GETMETADATA Sent /private/specialuse"))
                .contains("* METADATA \"Sent\" (\"/private/specialuse\" \"\\\\Sent\")");
        imap.send("b SETMETADATA Sent (/private/specialuse \"\\\\Junk\")").expect("b NO [NOPERM]");
    }

    @Test
    void aMailboxThatIsNotThereHasNoEntries() {
        ImapClient imap = server.login();
        imap.send("a GETMETADATA nowhere /private/comment").expect("a NO [NONEXISTENT]");
        imap.send("b SETMETADATA nowhere (/private/comment \"x\")").expect("b NO [NONEXISTENT]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GETMETADATA INBOX",
                "GETMETADATA INBOX ()",
                "GETMETADATA () INBOX /shared/comment",
                "GETMETADATA (FOO 1) INBOX /shared/comment",
                "GETMETADATA (MAXSIZE) INBOX /shared/comment",
                "GETMETADATA (MAXSIZE -1) INBOX /shared/comment",
                "GETMETADATA (MAXSIZE \"10\") INBOX /shared/comment",
                "GETMETADATA (MAXSIZE 4294967296) INBOX /shared/comment",
                "GETMETADATA (DEPTH 2) INBOX /shared",
                "GETMETADATA \"&Jjo!\" /shared/comment",
                "GETMETADATA INBOX ((/shared/comment))",
                "GETMETADATA INBOX shared/comment",
                "GETMETADATA INBOX /shared//comment",
                "GETMETADATA INBOX /shared/comment/",
                "GETMETADATA (DEPTH infinity) INBOX /",
                "GETMETADATA INBOX \"/shared/*\"",
                "GETMETADATA INBOX \"/shared/%\"",
                "GETMETADATA INBOX /comment",
                "GETMETADATA INBOX /sharedmore",
                "SETMETADATA INBOX (/shared \"x\")",
                "SETMETADATA INBOX (/shared/vendor/vendor.example \"x\")",
                "SETMETADATA INBOX /shared/comment \"x\"",
                "SETMETADATA INBOX ()",
                "SETMETADATA INBOX (/shared/comment)",
                "SETMETADATA INBOX (/shared/comment value)",
                "SETMETADATA INBOX (/shared/comment (x))",
                "SETMETADATA INBOX (/shared/comment \"x\") y"
            })
    void whatDoesNotFitTheGrammarIsBad(String command) {
        server.login().send("a " + command).expect("a BAD");
    }
}
