package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** WITHIN (RFC 5032): ages are of the internal date, as an instant. */
class WithinTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();
    private ImapClient imap;

    @BeforeEach
    void fill() {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        server.deliver(ImapTestServer.mail("old"), now.minus(Duration.ofDays(10)));
        server.deliver(
                ImapTestServer.mail("of yesterday"),
                now.minus(Duration.ofHours(24)).withOffsetSameInstant(ZoneOffset.ofHours(14)));
        server.deliver(ImapTestServer.mail("new"), now);
        imap = server.inbox();
    }

    private void finds(String keys, String answer) {
        assertThat(imap.run("a SEARCH " + keys).getFirst()).as(keys).isEqualTo("* SEARCH" + answer);
    }

    @Test
    void itIsAnnounced() {
        assertThat(imap.run("c CAPABILITY").getFirst().split(" ")).contains("WITHIN");
    }

    @Test
    void messagesAreYoungerOrOlder() {
        finds("YOUNGER 3600", " 3");
        finds("OLDER 3600", " 1 2");
        finds("YOUNGER 90000", " 2 3");
        finds("OLDER 90000", " 1");
        finds("YOUNGER 864000000", " 1 2 3");
        finds("OLDER 4294967295", "");
        finds("OLDER 3600 YOUNGER 90000", " 2");
        finds("NOT YOUNGER 3600", " 1 2");
    }

    @Test
    void anIntervalIsANumberOfSeconds() {
        imap.send("a SEARCH YOUNGER 0").expect("a BAD");
        imap.send("b SEARCH OLDER 4294967296").expect("b BAD");
        imap.send("c SEARCH OLDER -1").expect("c BAD");
        imap.send("d SEARCH OLDER").expect("d BAD");
        imap.send("e SEARCH YOUNGER x").expect("e BAD");
        imap.send("f SEARCH YOUNGER 99999999999999999999").expect("f BAD");
    }
}
