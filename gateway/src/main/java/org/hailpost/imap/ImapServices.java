package org.hailpost.imap;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.hailpost.account.Login;
import org.hailpost.mailbox.MailboxIndexes;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MessageCache;
import org.hailpost.mailbox.MessageFiling;

/** What the sessions of a server share. All of it is thread-safe. */
record ImapServices(
        ImapSettings settings,
        Login login,
        AccountSessions sessions,
        MailboxStore store,
        MailboxIndexes indexes,
        MessageCache messages,
        MessageFiling intake,
        Supplier<SSLContext> tls,
        HeapBudget heap,
        Path spoolDirectory,
        Clock clock) {
    ImapLimits limits() {
        return settings.limits();
    }
}
