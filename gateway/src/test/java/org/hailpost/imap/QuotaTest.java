package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** QUOTA (RFC 9208). */
class QuotaTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void capabilitiesNameTheResources() {
        assertThat(server.login().run("a CAPABILITY").getFirst())
                .contains(" QUOTA ")
                .contains(" QUOTA=RES-STORAGE")
                .contains(" QUOTA=RES-MESSAGE")
                .doesNotContain("QUOTASET");
    }

    @Test
    void storageIsInUnitsOf1024OctetsAndRoundedUp() {
        server.deliver(ImapTestServer.mail("one"));
        server.store.quotas().limit(10_000, 5);
        ImapClient imap = server.login();
        assertThat(imap.run("a GETQUOTAROOT inbox"))
                .containsExactly(
                        "* QUOTAROOT \"INBOX\" \"Account\"",
                        "* QUOTA \"Account\" (STORAGE 1 10 MESSAGE 1 5)",
                        "a OK GETQUOTAROOT completed");
        assertThat(imap.run("b GETQUOTA \"Account\""))
                .containsExactly(
                        "* QUOTA \"Account\" (STORAGE 1 10 MESSAGE 1 5)",
                        "b OK GETQUOTA completed");
    }

    @Test
    void onlyWhatIsLimitedIsListed() {
        server.store.quotas().limit(0, 7);
        assertThat(server.login().run("a GETQUOTA Account"))
                .contains("* QUOTA \"Account\" (MESSAGE 0 7)");
    }

    @Test
    void withoutALimitThereIsNoQuotaRoot() {
        ImapClient imap = server.login();
        assertThat(imap.run("a GETQUOTAROOT INBOX").getFirst()).isEqualTo("* QUOTAROOT \"INBOX\"");
        imap.send("b GETQUOTA Account").expect("b NO [NONEXISTENT]");
    }

    @Test
    void unknownRootsAndMailboxesAreRefused() {
        server.store.quotas().limit(1, 1);
        ImapClient imap = server.login();
        imap.send("a GETQUOTA \"\"").expect("a NO [NONEXISTENT]");
        imap.send("b GETQUOTAROOT nowhere").expect("b NO [NONEXISTENT]");
        imap.send("c GETQUOTA").expect("c BAD");
        imap.send("d GETQUOTAROOT INBOX x").expect("d BAD");
    }

    @Test
    void nobodySetsHisOwnLimits() {
        ImapClient imap = server.login();
        imap.send("a SETQUOTA Account (STORAGE 1000000)").expect("a NO [NOPERM]");
        imap.send("b SETQUOTA Account ()").expect("b NO [NOPERM]");
        imap.send("c SETQUOTA Account (STORAGE)").expect("c BAD");
        imap.send("d SETQUOTA Account").expect("d BAD");
    }

    @Test
    void anAppendThatFindsNoRoomIsRefusedBeforeItsOctetsAreSent() {
        server.store.quotas().limit(1_000, 0);
        ImapClient imap = server.login();
        imap.send("a APPEND INBOX {1001}").expect("a NO [OVERQUOTA] It is larger");
        server.deliver(ImapTestServer.mail("x".repeat(200)));
        imap.send("b APPEND INBOX {900}").expect("b NO [OVERQUOTA] No room");
        imap.send("c APPEND INBOX {3+}\r\nxyz").expect("c OK");
        imap.send("d NOOP").expect("d OK");
    }

    @Test
    void theNumberOfMessagesIsLimitedToo() {
        server.store.quotas().limit(0, 1);
        ImapClient imap = server.login();
        imap.append("INBOX", "", ImapTestServer.mail("one"));
        assertThat(imap.lines().getLast()).startsWith("ap OK");
        imap.append("INBOX", "", ImapTestServer.mail("two"));
        assertThat(imap.lines().getLast()).startsWith("ap NO [OVERQUOTA]");
        imap.send("n NOOP").expect("n OK");
    }

    @Test
    void aFullDomainIsSaidAsSuch() {
        server.store.quotas().domainFull(true);
        server.login().send("a APPEND INBOX {10}").expect("a NO [OVERQUOTA] No room for it: the");
    }

    @Test
    void statusTellsWhatAnExpungeWouldFree() {
        server.deliver(ImapTestServer.mail("one"));
        server.deliver(ImapTestServer.mail("a longer one"));
        ImapClient imap = server.inbox();
        imap.send("a STORE 1 +FLAGS (\\Deleted)").expect("a OK");
        long first = size(imap, 1);
        assertThat(imap.run("b STATUS INBOX (DELETED DELETED-STORAGE SIZE)"))
                .contains(
                        "* STATUS \"INBOX\" (DELETED 1 DELETED-STORAGE %d SIZE %d)"
                                .formatted(first, first + size(imap, 2)));
    }

    private static long size(ImapClient imap, int message) {
        String answer = imap.run("s FETCH " + message + " RFC822.SIZE").getFirst();
        return Long.parseLong(answer.replaceFirst(".*RFC822.SIZE (\\d+)\\).*", "$1"));
    }
}
