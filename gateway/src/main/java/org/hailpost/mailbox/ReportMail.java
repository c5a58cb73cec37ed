package org.hailpost.mailbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.hailpost.mailbox.NewMessage.Target;
import org.hailpost.mailbox.NewMessage.Trust;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.ScannedMessage;
import org.hailpost.message.TraceHeader;
import org.hailpost.outbound.Notice;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.Recipient;

/** A report to a mail's sender on its way to him. */
public final class ReportMail {
    private ReportMail() {}

    /**
     * Into the sender's INBOX, or into the outbound queue, with the null sender (RFC 3464 §2).
     *
     * @param teller the account whose own copy of the mail tells the state, so that the report
     *     makes no conversation beside it; 0 if there is none
     */
    public static NewMessage of(Notice notice, long teller, Instant now) {
        Content content = notice.content();
        ScannedMessage scanned = scan(content);
        OptionalLong account = notice.accountId();
        if (account.isEmpty()) {
            Outgoing outgoing =
                    new Outgoing(
                            0,
                            notice.envelope(),
                            List.of(Recipient.of(notice.to())),
                            notice.mailbox(),
                            new byte[0],
                            Instant.EPOCH,
                            -1);
            return new NewMessage(content, scanned, List.of(), null, List.of(outgoing));
        }
        NewMessage.Copy copy =
                new NewMessage.Copy(
                        account.getAsLong(),
                        new Target.ByRole(Role.INBOX),
                        TraceHeader.returnPath(null),
                        0,
                        List.of(),
                        OffsetDateTime.ofInstant(now, ZoneOffset.UTC),
                        true,
                        Parties.of(scanned.headers(), notice.to().canonical()::equals),
                        Trust.LOCAL,
                        -1,
                        account.getAsLong() == teller);
        return new NewMessage(content, scanned, List.of(copy), null);
    }

    private static ScannedMessage scan(Content content) {
        try {
            return MessageScanner.scan(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // content in memory
        }
    }
}
