package org.hailpost.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DisabledTest {
    @RegisterExtension
    final ImapTestServer forAll =
            new ImapTestServer(
                    ImapTestServer.settings(
                            true,
                            Duration.ofMinutes(30),
                            List.of(
                                    "CONDSTORE",
                                    "IDLE",
                                    "LITERAL+",
                                    "QUOTA",
                                    "SASL-IR",
                                    "AUTH=PLAIN",
                                    "STATUS=SIZE",
                                    "BINARY",
                                    "LIST-EXTENDED"),
                            2));

    @RegisterExtension
    final ImapTestServer forOne =
            new ImapTestServer(
                    ImapTestServer.settings(true, Duration.ofMinutes(30)),
                    new OnePassword(
                            new Account(
                                    ImapTestServer.ALICE,
                                    Address.parse("alice@example.org"),
                                    "Alice",
                                    true,
                                    Set.of("MOVE", "PREVIEW")),
                            "secret"));

    @RegisterExtension
    final ImapTestServer traceless =
            new ImapTestServer(
                    ImapTestServer.settings(
                            true,
                            Duration.ofMinutes(30),
                            List.of(
                                    "SEARCHRES",
                                    "MULTIAPPEND",
                                    "SPECIAL-USE",
                                    "UIDPLUS",
                                    "OBJECTID",
                                    "CONDSTORE"),
                            2));

    @Test
    void withACapabilityGoWhatOtherCommandsHaveOfIt() {
        traceless.deliver(ImapTestServer.mail("one"), ImapTestServer.mail("two"));
        ImapClient imap = traceless.login();
        assertThat(imap.run("a SELECT INBOX"))
                .noneMatch(line -> line.contains("MAILBOXID") || line.contains("MODSEQ"));
        imap.send("b FETCH $ FLAGS").expect("b BAD $ is disabled here");
        imap.send("c SEARCH $").expect("c BAD");
        imap.send("d UID STORE $ +FLAGS (\\Seen)").expect("d BAD");
        imap.send("e FETCH 1 FLAGS").expect("* 1 FETCH").expect("e OK");
        imap.send("f COPY 1 Archive").expect("f OK COPY completed");
        assertThat(imap.run("g MOVE 1 Archive"))
                .containsExactly("* 1 EXPUNGE", "g OK MOVE completed");
        assertThat(imap.run("h LIST \"\" *")).anyMatch(line -> line.endsWith(" \"Sent\""));
        assertThat(imap.run("i LIST \"\" *")).noneMatch(line -> line.contains("\\Sent"));
        assertThat(imap.run("j CREATE new")).containsExactly("j OK CREATE completed");
    }

    @Test
    void withoutMultiappendTheSecondMessageRefusesBoth() {
        ImapClient imap = traceless.login();
        String mail = ImapTestServer.mail("one");
        String literal = " {%d+}\r\n%s".formatted(mail.length(), mail);
        imap.raw("a APPEND INBOX" + literal + literal + "\r\n").expect("a BAD One message");
        imap.raw("b APPEND INBOX" + literal + "\r\n").expect("b OK APPEND completed");
        assertThat(imap.run("c STATUS INBOX (MESSAGES)").getFirst()).endsWith("(MESSAGES 1)");
    }

    @Test
    void whatIsDisabledForAllIsNeitherAnnouncedNorUsable() {
        ImapClient imap = forAll.connect();
        assertThat(imap.expectLine("* OK [CAPABILITY "))
                .contains(" ENABLE LITERAL- ID STARTTLS]")
                .doesNotContain("SASL-IR", "IDLE");
        imap.send("a AUTHENTICATE PLAIN").expect("a NO [CANNOT]");
        String welcome =
                imap.send("b LOGIN alice@example.org secret").expectLine("b OK [CAPABILITY ");
        assertThat(List.of(welcome.substring(0, welcome.indexOf(']')).split(" ")))
                .contains("LITERAL-", "UIDPLUS", "ESEARCH")
                .doesNotContain(
                        "LITERAL+",
                        "CONDSTORE",
                        "QRESYNC",
                        "IDLE",
                        "QUOTA",
                        "QUOTA=RES-STORAGE",
                        "STATUS=SIZE",
                        "BINARY",
                        "LIST-EXTENDED",
                        "LIST-STATUS");
        assertThat(imap.run("c ENABLE CONDSTORE QRESYNC UTF8=ACCEPT"))
                .containsExactly("* ENABLED UTF8=ACCEPT", "c OK ENABLE completed");
        imap.send("d IDLE").expect("d BAD");
        imap.send("e GETQUOTAROOT INBOX").expect("e BAD");
        imap.send("f SELECT INBOX (CONDSTORE)").expect("f BAD");
        imap.send("g STATUS INBOX (MESSAGES HIGHESTMODSEQ)").expect("g BAD");
        imap.send("h STATUS INBOX (SIZE)").expect("h BAD");
        imap.send("i LIST \"\" * RETURN (CHILDREN)").expect("i BAD");
        imap.send("j LIST (SUBSCRIBED) \"\" *").expect("j BAD");
        imap.send("k SELECT INBOX").expect("k OK");
        imap.send("l FETCH 1:* (MODSEQ)").expect("l BAD");
        imap.send("m FETCH 1:* (BINARY.SIZE[1])").expect("m BAD");
        imap.send("n UID SEARCH MODSEQ 1").expect("n BAD");
        imap.send("o STATUS INBOX (MESSAGES)").expect("o OK");
        imap.send("p UID SEARCH SUBJECT MODSEQ").expect("p OK");
    }

    @Test
    void whatIsDisabledForAnAccountHoldsAfterItsLogin() {
        ImapClient imap = forOne.connect().expect("* OK");
        String welcome =
                imap.send("a LOGIN alice@example.org secret").expectLine("a OK [CAPABILITY ");
        assertThat(List.of(welcome.split(" "))).contains("IDLE").doesNotContain("MOVE", "PREVIEW");
        assertThat(imap.run("b CAPABILITY").getFirst()).doesNotContain(" MOVE ");
        imap.send("c SELECT INBOX").expect("c OK");
        imap.send("d MOVE 1 Trash").expect("d BAD");
        imap.send("e UID MOVE 1 Trash").expect("e BAD");
        imap.send("f FETCH 1:* PREVIEW").expect("f BAD");
    }

    @Test
    void withoutInitialResponseTheClientIsAsked() {
        ImapClient imap = forOne.connect().expect("* OK");
        imap.send("a AUTHENTICATE PLAIN").expect("+ ");
        imap.send(Base64.getEncoder().encodeToString("\0alice@example.org\0secret".getBytes(UTF_8)))
                .expect("a OK");
    }

    @Test
    void beforeLoginASmallLiteralNeedNotWaitAndALargeOneMust() {
        ImapClient imap = forOne.connect().expect("* OK");
        imap.raw("a LOGIN {17+}\r\nalice@example.org {6+}\r\nsecret\r\n").expectLine("a OK");
        ImapClient other = forOne.connect().expect("* OK");
        other.raw("a LOGIN {4097+}\r\n").expect("* BYE");
        other.expectClosed();
        ImapClient third = forOne.connect().expect("* OK");
        third.raw("a LOGIN {4096+}\r\n" + "x".repeat(4096) + " {1+}\r\ny\r\n").expect("a NO");
    }

    @Test
    void afterLoginALiteralOfAnySizeNeedNotWaitUnlessThatIsDisabled() {
        String mail = ImapTestServer.mail("large") + "x".repeat(6000);
        ImapClient imap = forOne.login();
        imap.raw("a APPEND INBOX {%d+}\r\n%s\r\n".formatted(mail.length(), mail)).expect("a OK");
        ImapClient other = forAll.login();
        other.raw("a APPEND INBOX {%d+}\r\n".formatted(mail.length())).expect("* BYE");
        other.expectClosed();
        ImapClient third = forAll.login();
        third.raw("a APPEND INBOX {%d}\r\n".formatted(mail.length())).expect("+ ");
        third.raw(mail + "\r\n").expect("a OK");
    }

    @Test
    void anAccountHasSoManySessionsAndNoMore() {
        ImapClient first = forAll.login();
        ImapClient second = forAll.login();
        ImapClient third = forAll.connect().expect("* OK");
        third.send("a LOGIN alice@example.org secret").expect("a NO [LIMIT]");
        third.send("b NOOP").expect("b OK");
        first.send("c LOGOUT").expect("* BYE");
        first.expect("c OK");
        first.expectClosed();
        third.send("d LOGIN alice@example.org secret").expect("d OK");
        second.close();
        awaitRoom(forAll.connect().expect("* OK"));
    }

    /** The server has to notice that a client has gone. */
    private static void awaitRoom(ImapClient client) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        String answer = "";
        while (!answer.startsWith("z OK") && System.nanoTime() < deadline) {
            answer = client.send("z LOGIN alice@example.org secret").line();
        }
        assertThat(answer).startsWith("z OK");
    }

    @Test
    void aWordThatCannotBeDisabledIsAnError() {
        assertThatThrownBy(() ->
                        ImapTestServer.settings(
                                true, Duration.ofMinutes(30), List.of("CONSTORE"), 1))
                .hasMessageStartingWith("disabledCapabilities are any of ")
                .hasMessageContaining(" CONDSTORE ")
                .hasMessageEndingWith("; found CONSTORE");
        assertThatThrownBy(() -> ImapSettings.checkAccountCapabilities(List.of("AUTH=PLAIN")))
                .hasMessageEndingWith("; found AUTH=PLAIN");
        assertThatThrownBy(() -> ImapSettings.checkAccountCapabilities(List.of("IMAP4rev1")))
                .hasMessageEndingWith("; found IMAP4rev1");
    }
}
