package org.hailpost.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hailpost.account.Account;
import org.hailpost.account.Login;
import org.hailpost.mailbox.MailboxIndexes;
import org.hailpost.mailbox.MemoryMailboxes;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server over an in-memory store for each test, with clients that are closed after it. */
final class ImapTestServer implements BeforeEachCallback, AfterEachCallback {
    static final long ALICE = 7;
    static final OffsetDateTime NOON =
            OffsetDateTime.of(2026, 5, 1, 12, 0, 0, 0, ZoneOffset.ofHours(2));
    static final String TRACE = "Received: by test;\r\n Fri, 1 May 2026 12:00:00 +0200\r\n";

    MemoryMailboxes store = new MemoryMailboxes();
    MailboxIndexes indexes = new MailboxIndexes(store, store);
    private final ImapSettings settings;
    private final Login login;
    private final List<ImapClient> clients = new ArrayList<>();
    private @Nullable ImapServer server;
    private @Nullable Path spool;

    ImapTestServer() {
        this(settings(true, Duration.ofMinutes(30)));
    }

    ImapTestServer(ImapSettings settings) {
        this(
                settings,
                new OnePassword(
                        new Account(ALICE, Address.parse("alice@example.org"), "Alice", true),
                        "secret"));
    }

    /** {@code login} lets in account {@link #ALICE}. */
    ImapTestServer(ImapSettings settings, Login login) {
        this.settings = settings;
        this.login = login;
    }

    static ImapSettings settings(boolean clearLogin, Duration idle) {
        return settings(clearLogin, idle, List.of(), 100);
    }

    /** Tells of the progress of each page. */
    static ImapSettings talkative() {
        return settings(true, Duration.ofMinutes(30), Duration.ofNanos(1), List.of(), 100);
    }

    static ImapSettings settings(
            boolean clearLogin, Duration idle, List<String> disabled, int sessionsOfAnAccount) {
        return settings(clearLogin, idle, Duration.ofSeconds(10), disabled, sessionsOfAnAccount);
    }

    private static ImapSettings settings(
            boolean clearLogin,
            Duration idle,
            Duration progress,
            List<String> disabled,
            int sessionsOfAnAccount) {
        return new ImapSettings(
                "127.0.0.1",
                0,
                0,
                clearLogin,
                disabled,
                1024 * 1024,
                new ImapLimits(
                        100,
                        100,
                        sessionsOfAnAccount,
                        1024 * 1024,
                        64 * 1024,
                        Duration.ofSeconds(20),
                        idle,
                        Duration.ofMinutes(2),
                        progress,
                        Duration.ofSeconds(20)));
    }

    private ImapServer make() {
        try {
            spool = Files.createTempDirectory("imap-spool");
            return new ImapServer(
                    settings,
                    login,
                    store,
                    indexes,
                    store,
                    TestTls::context,
                    spool,
                    Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin();
    }

    /** Starts it with an empty store, for what is no test of JUnit's. */
    void begin() {
        store = new MemoryMailboxes();
        store.addAccount(ALICE);
        indexes = new MailboxIndexes(store, store);
        server = make();
        server.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end();
    }

    void end() {
        clients.forEach(ImapClient::close);
        clients.clear();
        imap().stop(Duration.ofSeconds(5));
        try {
            Files.delete(Objects.requireNonNull(spool)); // nothing is left in it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ImapServer imap() {
        return Objects.requireNonNull(server);
    }

    /** A client that has read nothing yet. */
    ImapClient connect() {
        ImapClient client = new ImapClient(imap().port());
        clients.add(client);
        return client;
    }

    ImapClient login() {
        ImapClient client = ImapClient.loggedIn(imap().port());
        clients.add(client);
        return client;
    }

    /** A client with INBOX selected. */
    ImapClient inbox() {
        ImapClient client = login();
        client.send("s SELECT INBOX").expect("s OK");
        return client;
    }

    long mailbox(String name) {
        return store.find(ALICE, name).orElseThrow().id();
    }

    /** Delivers mail to INBOX, as SMTP would, with trace headers before it. */
    void deliver(String... messages) {
        for (String message : messages) {
            deliver(message, NOON);
        }
    }

    void deliver(String message, OffsetDateTime at) {
        Content content = Content.of(message.getBytes(StandardCharsets.ISO_8859_1));
        try {
            store.store(
                    new NewMessage(
                            content,
                            MessageScanner.scan(content),
                            List.of(
                                    new NewMessage.Copy(
                                            ALICE,
                                            new NewMessage.Target.ByRole(Role.INBOX),
                                            TRACE.getBytes(StandardCharsets.US_ASCII),
                                            0,
                                            List.of(),
                                            at,
                                            true,
                                            List.of(),
                                            NewMessage.Trust.NONE,
                                            -1)),
                            null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A small mail. */
    static String mail(String subject) {
        return "From: Bob <bob@example.net>\r\nTo: alice@example.org\r\nSubject: "
                + subject
                + "\r\nDate: Fri, 1 May 2026 12:00:00 +0200\r\n\r\nHello "
                + subject
                + "\r\n";
    }

    /** A client that has selected an INBOX of so many messages, a power of two. */
    ImapClient inboxOf(int count) {
        deliverMails(1);
        ImapClient client = inbox();
        for (int i = 1; i < count; i *= 2) {
            client.send("x COPY 1:* INBOX").expect("x OK");
        }
        return client;
    }

    void deliverMails(int count) {
        for (int i = 1; i <= count; i++) {
            deliver(mail("mail " + i));
        }
    }
}
