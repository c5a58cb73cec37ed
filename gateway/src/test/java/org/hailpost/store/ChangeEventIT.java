package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.NewMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the feed tells of a mail that came is what the account's log says of it. */
class ChangeEventIT {
    private static final List<String> MAILS =
            List.of(
                    "From: Amy <amy@x.example>\nTo: bob@example.org\nSubject: Hi\nMessage-ID: <1@x>\n\nhello\n",
                    "From: =?utf-8?q?J=C3=BCrgen?= <j@x.example>\nTo: bob@example.org, eve@x.example\n"
                            + "Subject: =?utf-8?q?=E5=9B=9E=E5=A4=8D?= x\nMessage-ID: <2@x>\n\n"
                            + "On Monday Bob wrote:\n> one\n\nanswer below\n\n-- \nJürgen\n",
                    "From: a@x.example\nSubject: Re: Hi\nIn-Reply-To: <1@x>\nAuto-Submitted: auto-replied\n\n"
                            + "away\n\n> hello\n",
                    "From: a@x.example\nSubject: files\nMIME-Version: 1.0\n"
                            + "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                            + "Content-Type: text/html\n\n<p>Hello <b>you</b></p>\n--b\n"
                            + "Content-Type: image/png; name=\"ä.png\"\nContent-Disposition: attachment\n"
                            + "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n",
                    "Subject: from nobody\n\n",
                    "no header at all\n\nbody\n",
                    "From: a@x.example\nSubject: Hi\nList-Id: <l.x.example>\nPrecedence: list\n\nlist\n");

    private final BlockingQueue<Change> told = new LinkedBlockingQueue<>();
    private Database database;
    private LocalChangeFeed feed;
    private GroupCommit intake;
    private PostgresEventLog log;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        feed = new LocalChangeFeed();
        intake = new GroupCommit(database, feed, 1);
        log = new PostgresEventLog(database, feed);
    }

    @AfterEach
    void close() {
        intake.close();
        feed.close();
        database.close();
    }

    @Test
    void ofAMailThatCameItIsWhatTheLogSays() throws Exception {
        Account bob = named("bob@example.org", "Bob Ö.");
        listen(bob);
        Random random = new Random(7);
        for (String mail : MAILS) {
            for (String trace : List.of("", "Return-Path: <>\r\n")) {
                OffsetDateTime at =
                        TestAccounts.NOON
                                .plusDays(random.nextInt(1_000))
                                .plusNanos(random.nextLong(1_000_000_000));
                intake.store(copy(mail, bob, trace, random.nextInt(2), at, true));
                Change change = told.poll(10, TimeUnit.SECONDS);
                assertThat(change).isNotNull();
                assertThat(change.event())
                        .isNotNull()
                        .isEqualTo(log.read(bob.id(), change.seq() - 1, 1).getFirst());
            }
        }
    }

    @Test
    void anyTimeComesBackAsItIsStored() {
        Random random = new Random(8);
        List<OffsetDateTime> times =
                random.longs(500, 0, Duration.ofDays(20_000).toNanos())
                        .mapToObj(OffsetDateTime.parse("1995-01-01T00:00:00Z")::plusNanos)
                        .toList();
        List<OffsetDateTime> stored =
                database.inTransaction(connection -> {
                    try (var statement =
                            connection.prepareStatement(
                                    "select to_timestamp(unnest(?::float8[]))")) {
                        var _ = new Columns(statement).instants(times, OffsetDateTime::toInstant);
                        List<OffsetDateTime> rows = new ArrayList<>();
                        try (var row = statement.executeQuery()) {
                            while (row.next()) {
                                rows.add(row.getObject(1, OffsetDateTime.class));
                            }
                        }
                        return rows;
                    }
                });
        assertThat(times.stream().map(at -> Columns.stored(at.toInstant())))
                .containsExactlyElementsOf(stored.stream().map(OffsetDateTime::toInstant).toList());
    }

    @Test
    void ofWhatTheAccountWroteTheLogHasTheLastWord() throws Exception {
        Account bob = named("bob@example.org", "");
        listen(bob);
        intake.store(copy(MAILS.getFirst(), bob, "", Flags.SEEN, TestAccounts.NOON, false));
        Change change = told.poll(10, TimeUnit.SECONDS);
        assertThat(change).isNotNull();
        assertThat(change.event()).isNull();
        assertThat(log.read(bob.id(), change.seq() - 1, 1).getFirst().kind())
                .isInstanceOf(Event.MessageNew.class);
    }

    private Account named(String address, String name) {
        Account account = TestAccounts.create(database, address);
        Query.of(
                        database,
                        "update account set display_name = ? where id = ? returning id",
                        name,
                        account.id())
                .list(row -> row.getLong(1));
        return account;
    }

    private static NewMessage copy(
            String mail, Account to, String trace, long flags, OffsetDateTime at, boolean in) {
        byte[] bytes = mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        NewMessage plain = TestAccounts.incoming(bytes, to);
        NewMessage.Copy first = plain.copies().getFirst();
        return new NewMessage(
                plain.content(),
                plain.scanned(),
                List.of(
                        new NewMessage.Copy(
                                first.accountId(),
                                first.target(),
                                trace.getBytes(StandardCharsets.US_ASCII),
                                flags,
                                List.of(),
                                at,
                                in,
                                first.parties(),
                                NewMessage.Trust.DMARC,
                                -1)),
                null);
    }

    private void listen(Account account) {
        var _ =
                feed.subscribe(
                        account.id(),
                        new ChangeFeed.Listener() {
                            @Override
                            public void changed(Change change) {
                                told.add(change);
                            }

                            @Override
                            public void missed(long head) {}
                        });
    }
}
