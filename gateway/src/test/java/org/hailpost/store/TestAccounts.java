package org.hailpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.hailpost.account.Account;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Parties;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.ScannedMessage;

/** Accounts and mails for tests over the real store. */
public final class TestAccounts {
    public static final OffsetDateTime NOON =
            OffsetDateTime.of(2026, 5, 1, 12, 0, 0, 0, ZoneOffset.ofHours(2));

    private TestAccounts() {}

    /** An account with all its mailboxes; its domain is made if it is missing. */
    public static Account create(Database database, String address) {
        Address parsed = Address.parse(address);
        return database.inTransaction(connection -> {
            try (PreparedStatement domain =
                    connection.prepareStatement(
                            "insert into domain (name) values (?) on conflict do nothing")) {
                domain.setString(1, parsed.domain());
                domain.executeUpdate();
            }
            try (PreparedStatement account =
                    connection.prepareStatement(
                            """
                            insert into account (domain_id, address) select id, ? from domain where name = ?
                            returning id
                            """)) {
                account.setString(1, address);
                account.setString(2, parsed.domain());
                try (ResultSet row = account.executeQuery()) {
                    row.next();
                    long id = row.getLong(1);
                    FirstMailboxes.create(connection, List.of(id));
                    return new Account(id, parsed, "", true);
                }
            }
        });
    }

    /** A simple mail's bytes. */
    public static byte[] mail(String from, String to, String subject, String text) {
        return ("From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: Fri, 1 May 2026 12:00:00 +0200\r\n"
                        + "Message-ID: <%s@test>\r\n\r\n%s\r\n")
                .formatted(from, to, subject, Integer.toHexString(text.hashCode()), text)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The mail, on its way into the INBOXes of these accounts. */
    public static NewMessage incoming(byte[] mail, Account... accounts) {
        Content content = Content.of(mail);
        ScannedMessage scanned = scan(content);
        List<NewMessage.Copy> copies =
                List.of(accounts).stream()
                        .map(account ->
                                new NewMessage.Copy(
                                        account.id(),
                                        new NewMessage.Target.ByRole(Role.INBOX),
                                        "X-Trace: 1\r\n".getBytes(StandardCharsets.US_ASCII),
                                        0,
                                        List.of(),
                                        NOON,
                                        true,
                                        Parties.of(scanned.headers(), account.address()::equals),
                                        NewMessage.Trust.NONE,
                                        -1))
                        .toList();
        return new NewMessage(content, scanned, copies, null);
    }

    private static ScannedMessage scan(Content content) {
        try {
            return MessageScanner.scan(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives an account mailboxes of the names full1, full2 ... until it has so many. */
    public static void fillWithMailboxes(Database database, Account account, int number) {
        Query.of(
                        database,
                        """
                        insert into mailbox (account_id, id, name, uid_validity)
                        select ?, 1000000 + n, 'full' || n, n from generate_series(1, ? - (select count(*)
                            from mailbox where account_id = ?)) as n
                        """,
                        account.id(),
                        number,
                        account.id())
                .update();
    }
}
