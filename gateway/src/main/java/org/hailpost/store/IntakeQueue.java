package org.hailpost.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hailpost.outbound.MailboxServer;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.QueueEntrance;
import org.hailpost.outbound.Recipient;
import org.hailpost.outbound.Recipient.Notify;

/** What of a batch goes into the outbound queue, as rows. */
final class IntakeQueue {
    /**
     * The destinations come last and in the order of their names, like everywhere: their rows are
     * locked until the commit, so that none is taken for idle while mail for it is on its way in.
     */
    static final String INSERT =
            """
            insert into outbound_mail (id, content_id, account_id, sender, trace, eight_bit, utf8, require_tls,
                returned, envelope_id, origin_account_id, origin_message_id, since)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::text[]),
                unnest(?::bytea[]), unnest(?::boolean[]), unnest(?::boolean[]), unnest(?::boolean[]),
                unnest(?::text[]), unnest(?::text[]), unnest(?::bigint[]), unnest(?::bigint[]),
                greatest(now(), to_timestamp(unnest(?::float8[])));

            insert into outbound_recipient (mail_id, position, destination, due_at, report_at, address, original, reports)
            select unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::text[]),
                greatest(now(), to_timestamp(unnest(?::float8[]))),
                greatest(now(), to_timestamp(unnest(?::float8[]))), unnest(?::text[]), unnest(?::text[]),
                unnest(?::bigint[]);

            insert into outbound_commit (id) select unnest(?::bigint[]);

            insert into outbound_destination as d (name, due_at)
            select n.name, greatest(now(), to_timestamp(n.due)) from unnest(?::text[], ?::float8[]) as n(name, due)
            order by n.name
            """
                    + DestinationRows.SOONER;

    private final List<QueuedMail> mails;
    private final Duration reportAfter;
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Instant> destinations = new TreeMap<>();

    private record Row(
            long mailId, int position, String destination, Instant due, Recipient recipient) {}

    IntakeQueue(List<QueuedMail> mails, QueueEntrance entrance) {
        this.mails = mails;
        this.reportAfter = entrance.reportAfter();
        Instant now = Instant.now();
        for (QueuedMail mail : mails) {
            List<Recipient> recipients = mail.outgoing().recipients();
            Instant due = due(mail.outgoing().notBefore(), now);
            for (int i = 0; i < recipients.size(); i++) {
                String destination = destination(mail.outgoing(), i, entrance);
                rows.add(new Row(mail.id(), i, destination, due, recipients.get(i)));
                destinations.merge(destination, due, (a, b) -> a.isBefore(b) ? a : b);
            }
        }
    }

    private static String destination(Outgoing outgoing, int recipient, QueueEntrance entrance) {
        return outgoing.mailboxes()
                .map(MailboxServer::name)
                .orElseGet(() ->
                        entrance.routes()
                                .destination(outgoing.recipients().get(recipient).address()));
    }

    boolean isEmpty() {
        return mails.isEmpty();
    }

    /** The parameters of {@link #INSERT}. */
    void bind(Columns columns) throws SQLException, IOException {
        columns.numbers(mails, QueuedMail::id)
                .numbers(mails, QueuedMail::contentId)
                .numbers(mails, mail -> mail.outgoing().accountId())
                .texts(mails, mail -> envelope(mail).sender().map(Object::toString).orElse(""))
                .bytes(mails, mail -> mail.outgoing().trace())
                .truths(mails, mail -> envelope(mail).eightBit())
                .truths(mails, mail -> envelope(mail).utf8())
                .truths(mails, mail -> envelope(mail).requireTls())
                .texts(mails, mail -> Sql.name(envelope(mail).returned()))
                .texts(mails, mail -> envelope(mail).envelopeId())
                .numbers(mails, QueuedMail::originAccount)
                .numbers(mails, QueuedMail::originMessage)
                .instants(mails, mail -> mail.outgoing().notBefore())
                .numbers(rows, Row::mailId)
                .numbers(rows, Row::position)
                .texts(rows, Row::destination)
                .instants(rows, Row::due)
                .instants(rows, row -> later(row.due).plus(reportAfter))
                .texts(rows, row -> row.recipient.address().toString())
                .texts(rows, row -> row.recipient.original())
                .numbers(rows, row -> bits(row.recipient))
                .numbers(mails.subList(0, 1), QueuedMail::id)
                .texts(destinations.keySet(), name -> name)
                .instants(destinations.values(), due -> due);
    }

    /** What is due is due by the database's clock, whatever ours says. */
    private static Instant due(Instant notBefore, Instant now) {
        return notBefore.isAfter(now) ? notBefore : Instant.EPOCH;
    }

    private static Instant later(Instant due) {
        return due.equals(Instant.EPOCH) ? Instant.now() : due;
    }

    private static OutgoingEnvelope envelope(QueuedMail mail) {
        return mail.outgoing().envelope();
    }

    private static long bits(Recipient recipient) {
        return recipient.reports().stream().mapToLong(IntakeQueue::bit).sum();
    }

    static long bit(Notify notify) {
        return switch (notify) {
            case NEVER -> 1;
            case SUCCESS -> 2;
            case FAILURE -> 4;
            case DELAY -> 8;
        };
    }
}
