package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UTF8=ACCEPT (RFC 6855). */
class Utf8Test {
    private static final String UMLAUT = wire("Entwürfe");

    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    /** UTF-8 as octets. */
    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private ImapClient enabled() {
        ImapClient imap = server.login();
        assertThat(imap.run("e ENABLE UTF8=ACCEPT"))
                .containsExactly("* ENABLED UTF8=ACCEPT", "e OK ENABLE completed");
        return imap;
    }

    @Test
    void namesAreUtf8BothWaysOnceItIsEnabled() {
        ImapClient imap = enabled();
        imap.send("a CREATE \"" + UMLAUT + "\"").expect("a OK");
        assertThat(imap.run("b LIST \"\" \"" + wire("Entwü") + "%\""))
                .contains("* LIST (\\HasNoChildren) \"/\" \"" + UMLAUT + "\"");
        assertThat(imap.run("c STATUS \"" + UMLAUT + "\" (MESSAGES)"))
                .contains("* STATUS \"" + UMLAUT + "\" (MESSAGES 0)");
        imap.send("d SUBSCRIBE \"" + UMLAUT + "\"").expect("d OK");
        assertThat(imap.run("e LSUB \"\" *")).contains("* LSUB () \"/\" \"" + UMLAUT + "\"");
        imap.send("f SELECT {9+}\r\n" + UMLAUT).expect("f OK");
    }

    @Test
    void otherClientsSeeTheSameNameInModifiedUtf7() {
        enabled().send("a CREATE \"" + UMLAUT + "\"").expect("a OK");
        ImapClient old = server.login();
        assertThat(old.run("b LIST \"\" Entw%"))
                .contains("* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe\"");
        old.send("c SELECT Entw&APw-rfe").expect("c OK");
    }

    @Test
    void anAmpersandIsItselfOnceItIsEnabled() {
        ImapClient imap = enabled();
        imap.send("a CREATE \"Q&A\"").expect("a OK");
        imap.send("b CREATE &APw-").expect("b OK");
        assertThat(imap.run("c LIST \"\" \"Q&A\"")).anyMatch(line -> line.endsWith("\"Q&A\""));
        ImapClient old = server.login();
        assertThat(old.run("d LIST \"\" *"))
                .anyMatch(line -> line.endsWith("\"Q&-A\""))
                .anyMatch(line -> line.endsWith("\"&-APw-\""));
        old.send("e SELECT \"Q&A\"").expect("e BAD");
    }

    @Test
    void aQuotedNameMayBeUtf8EvenBeforeAndIsAnsweredInModifiedUtf7() {
        ImapClient imap = server.login();
        imap.send("a CREATE \"" + UMLAUT + "\"").expect("a OK");
        assertThat(imap.run("b STATUS \"" + UMLAUT + "\" (MESSAGES)"))
                .contains("* STATUS \"Entw&APw-rfe\" (MESSAGES 0)");
    }

    @Test
    void anAmpersandBesideUtf8IsItselfEvenBefore() {
        ImapClient imap = server.login();
        imap.send("a CREATE \"" + wire("a ü&") + "\"").expect("a OK");
        assertThat(imap.run("b LIST \"\" a*"))
                .contains("* LIST (\\HasNoChildren) \"/\" \"a &APw-&-\"");
        imap.send("c CREATE \"b &\"").expect("c BAD");
    }

    @Test
    void whatIsNoUtf8OrNoNameIsRefused() {
        ImapClient imap = enabled();
        imap.send("a CREATE \"Entw\u00fcrfe\"").expect("a BAD");
        imap.send("b CREATE \"\u00c0\u00af\"").expect("b BAD");
        imap.send("c CREATE \"" + wire("a\u2028b") + "\"").expect("c NO [CANNOT]");
        imap.send("d CREATE \"" + wire("a\u0085b") + "\"").expect("d NO [CANNOT]");
        imap.send("e CREATE " + UMLAUT).expect("e BAD");
    }

    @Test
    void namesHaveOneNormalForm() {
        ImapClient imap = enabled();
        imap.send("a CREATE \"" + wire("Entwu\u0308rfe") + "\"").expect("a OK");
        imap.send("b SELECT \"" + UMLAUT + "\"").expect("b OK");
    }

    @Test
    void aMessageWithUtf8HeadersTakesEnable() {
        String mail = "Subject: " + UMLAUT + "\r\n\r\nx\r\n";
        String literal8 = "~{" + mail.length() + "+}\r\n" + mail;
        ImapClient old = server.inbox();
        old.send("a APPEND INBOX " + literal8.substring(1)).expect("a NO [CANNOT]");
        old.send("b APPEND INBOX UTF8 (" + literal8 + ")").expect("b NO [CANNOT]");
        old.send("c APPEND INBOX {14+}\r\nSubject: \u00fc\r\n\r\n").expect("c OK");
        ImapClient imap = enabled();
        imap.send("d APPEND INBOX (\\Seen) UTF8 (~{" + mail.length() + "}").expect("+");
        imap.send(mail + ")").expect("d OK [APPENDUID 1000 2]");
        imap.send("e APPEND INBOX UTF8 (" + literal8 + ") UTF8 (" + literal8 + ")")
                .expect("e OK [APPENDUID 1000 3:4]");
        imap.send("f APPEND INBOX " + literal8.substring(1)).expect("f OK");
        imap.send("g APPEND INBOX UTF8 (" + literal8.substring(1) + ")").expect("g BAD");
        imap.send("h APPEND INBOX UTF8 (" + literal8).expect("h BAD");
        imap.send("i APPEND INBOX UTF9 (" + literal8 + ")").expect("i BAD");
        imap.send("j SELECT INBOX").expect("j OK");
        assertThat(imap.run("k FETCH 2 BODY.PEEK[]"))
                .contains("* 2 FETCH (BODY[] {%d}\r\n%s)".formatted(mail.length(), mail));
    }

    @Test
    void aClientWithoutItGetsUtf8HeadersAsLiterals() {
        server.deliver("Subject: " + UMLAUT + "\r\n\r\nx\r\n");
        assertThat(server.inbox().run("a FETCH 1 ENVELOPE").getFirst())
                .contains("{9}\r\n" + UMLAUT);
    }

    @Test
    void searchTakesNoCharsetOnceItIsEnabled() {
        server.deliver("Subject: =?utf-8?q?Entw=C3=BCrfe?=\r\n\r\nx\r\n");
        ImapClient imap = enabled();
        imap.send("a SELECT INBOX").expect("a OK");
        imap.send("b SEARCH CHARSET UTF-8 ALL").expect("b BAD");
        assertThat(imap.run("c SEARCH SUBJECT \"" + UMLAUT + "\"")).contains("* SEARCH 1");
    }
}
