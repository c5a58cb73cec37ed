package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.hailpost.mailbox.RowPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** INPROGRESS (RFC 9585): a client that waits long for an answer hears that it will come. */
class ProgressTest {
    private static final int MAILS = 2 * RowPage.DEFAULT_CAPACITY + 1;

    @RegisterExtension final ImapTestServer server = new ImapTestServer(ImapTestServer.talkative());

    private ImapClient filled() {
        IntStream.range(0, MAILS)
                .forEach(i -> server.deliver("Subject: " + i + "\r\n\r\ntext\r\n"));
        return server.inbox();
    }

    private static List<String> told(List<String> answer) {
        return answer.stream().filter(line -> line.contains("INPROGRESS")).toList();
    }

    @Test
    void aLongSearchTellsHowFarItIs() {
        List<String> answer = filled().run("a1 SEARCH BODY text");
        assertThat(told(answer))
                .containsExactly(
                        "* OK [INPROGRESS (\"a1\" 512 1025)] Still at it: 49% done",
                        "* OK [INPROGRESS (\"a1\" 1024 1025)] Still at it: 99% done");
        assertThat(answer).anyMatch(line -> line.startsWith("* SEARCH 1 2 3 "));
    }

    @Test
    void aTagThatEndsACodeIsNotRepeatedInOne() {
        assertThat(told(filled().run("a] SEARCH BODY text")))
                .first()
                .isEqualTo("* OK [INPROGRESS (NIL 512 1025)] Still at it: 49% done");
    }

    @Test
    void sortAndThreadTellOfTheOrderingToo() {
        ImapClient imap = filled();
        assertThat(told(imap.run("b SORT (SUBJECT) UTF-8 ALL")))
                .hasSize(4)
                .last()
                .isEqualTo("* OK [INPROGRESS (\"b\" 1000 1025)] Still at it: 97% done");
        assertThat(told(imap.run("c THREAD REFERENCES UTF-8 ALL"))).hasSize(4);
    }

    @Test
    void aShortOneSaysNothing() {
        server.deliver("Subject: one\r\n\r\ntext\r\n");
        assertThat(told(server.inbox().run("a SEARCH BODY text"))).isEmpty();
    }

    @Test
    void itIsAnnounced() {
        assertThat(server.inbox().run("a CAPABILITY").getFirst()).contains(" INPROGRESS ");
    }
}
