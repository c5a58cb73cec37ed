package org.hailpost.store;

import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hailpost.mailbox.Annotations;
import org.hailpost.mailbox.Catalogue;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.ChangeFeed;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.FlagEdit;
import org.hailpost.mailbox.Mailbox;
import org.hailpost.mailbox.MailboxDelta;
import org.hailpost.mailbox.MailboxExistsException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MailboxSnapshot;
import org.hailpost.mailbox.MailboxStatus;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Quotas;
import org.hailpost.mailbox.Role;
import org.hailpost.mailbox.RoleTakenException;
import org.hailpost.mailbox.TextSieve;
import org.jspecify.annotations.Nullable;

/**
 * Mailboxes in PostgreSQL: lists and states are read here; what changes messages is in {@link
 * FlagWriter}, {@link Expunger} and {@link Copier}, what reads them in {@link MetaReader} and
 * {@link ContentReader}.
 */
public final class PostgresMailboxes implements MailboxStore {
    private static final String COLUMNS =
            """
            select m.id, m.name, m.role, m.uid_validity, m.selectable,
                array(select k.name from keyword k where k.account_id = m.account_id and k.mailbox_id = m.id
                    order by k.position), m.uid_next, m.highest_modseq
            from mailbox m
            """;

    /** All of an account: for {@link #mailbox}, then uid_next and highest_modseq. */
    static final String ALL = COLUMNS + " where m.account_id = ? order by m.name";

    private final Database database;
    private final ChangeFeed feed;
    private final PostgresQuotas quotas;
    private final Annotations annotations;
    private final IdBlocks ids = new IdBlocks();

    public PostgresMailboxes(Database database, ChangeFeed feed, PostgresQuotas quotas) {
        this.database = database;
        this.feed = feed;
        this.quotas = quotas;
        this.annotations = new PostgresAnnotations(database, feed);
    }

    /** Without default quotas. */
    public PostgresMailboxes(Database database, ChangeFeed feed) {
        this(database, feed, new PostgresQuotas(database));
    }

    @Override
    public Quotas quotas() {
        return quotas;
    }

    @Override
    public Annotations annotations() {
        return annotations;
    }

    @Override
    public List<Mailbox> list(long accountId) {
        return Query.of(database, ALL, accountId).list(row -> mailbox(accountId, row));
    }

    @Override
    public Optional<Mailbox> find(long accountId, String name) {
        return Query.of(
                        database,
                        COLUMNS + " where m.account_id = ? and m.name = ?",
                        accountId,
                        canonical(name))
                .first(row -> mailbox(accountId, row));
    }

    @Override
    public Mailbox create(long accountId, String name, @Nullable Role role) {
        String canonical = canonical(name);
        Change change =
                database.inTransaction(connection -> {
                    long seq = Accounts.lock(connection, accountId) + 1;
                    if (role != null && MailboxRows.hasRole(connection, accountId, role)) {
                        throw new RoleTakenException(role);
                    }
                    long id = MailboxRows.create(connection, ids, accountId, canonical, role, seq);
                    if (id == 0) {
                        throw new MailboxExistsException(canonical);
                    }
                    Accounts.advance(connection, accountId, seq);
                    EventRows events = new EventRows();
                    events.mailboxChanged(accountId, seq, id);
                    events.insert(connection);
                    return Change.of(accountId, seq, new Change.NamesChanged());
                });
        feed.publish(List.of(change));
        return find(accountId, canonical)
                .orElseThrow(() -> new MailboxGoneException("mailbox " + canonical));
    }

    @Override
    public void delete(long accountId, long mailboxId) {
        while (isLarge(accountId, mailboxId)) {
            Expunger expunger = Expunger.ofAll(accountId, mailboxId);
            database.inTransaction(expunger);
            feed.publish(expunger.changes());
        }
        MailboxRemoval removal = new MailboxRemoval(accountId, mailboxId);
        database.inTransaction(removal);
        feed.publish(removal.changes());
    }

    private boolean isLarge(long accountId, long mailboxId) {
        return Query.of(
                        database,
                        "select uid from placement where account_id = ? and mailbox_id = ? order by uid offset ? limit 1",
                        accountId,
                        mailboxId,
                        AT_ONCE)
                .first(row -> true)
                .isPresent();
    }

    @Override
    public void rename(long accountId, String from, String to) {
        MailboxRename rename = new MailboxRename(ids, accountId, canonical(from), canonical(to));
        database.inTransaction(rename);
        feed.publish(rename.changes());
        MailboxRename.Rest rest = rename.rest();
        if (rest != null) {
            MailboxStore.portions(rest.uids())
                    .forEach(some -> move(accountId, rest.inboxId(), some, rest.targetId()));
        }
    }

    @Override
    public Set<String> subscriptions(long accountId) {
        return new TreeSet<>(
                Query.of(database, "select name from subscription where account_id = ?", accountId)
                        .list(row -> row.getString(1)));
    }

    @Override
    public void subscribe(long accountId, String name) {
        changeSubscription(
                accountId,
                name,
                true,
                "insert into subscription (account_id, name) values (?, ?) on conflict do nothing");
    }

    @Override
    public void unsubscribe(long accountId, String name) {
        changeSubscription(
                accountId,
                name,
                false,
                "delete from subscription where account_id = ? and name = ?");
    }

    /** A change of the account like others, so that whoever missed the hint finds it by its seq. */
    private void changeSubscription(long accountId, String name, boolean subscribing, String sql) {
        List<Change> changes =
                database.inTransaction(connection -> {
                    long seq = Accounts.lock(connection, accountId) + 1;
                    if (PostgresRegistry.update(connection, sql, accountId, canonical(name)) == 0) {
                        return List.of();
                    }
                    if (subscribing) {
                        MailboxRows.checkNumber(connection, "subscription", accountId);
                    }
                    Accounts.advance(connection, accountId, seq);
                    EventRows events = new EventRows();
                    events.mailboxChanged(accountId, seq, 0);
                    events.insert(connection);
                    return List.of(Change.of(accountId, seq, new Change.SubscriptionsChanged()));
                });
        feed.publish(changes);
    }

    @Override
    public Catalogue catalogue(long accountId) {
        return database.inTransaction(connection -> {
            Snapshots.begin(connection);
            return new Catalogues(accountId).apply(connection);
        });
    }

    @Override
    public MailboxStatus status(long accountId, long mailboxId) {
        return Query.of(
                        database,
                        """
                        select count(p.uid), count(p.uid) filter (where p.uid >= m.recent_uid),
                            count(p.uid) filter (where p.flags & 1 = 0), count(p.uid) filter (where p.flags & 8 <> 0),
                            m.uid_next, m.uid_validity, m.highest_modseq
                        from mailbox m
                        left join placement p on p.account_id = m.account_id and p.mailbox_id = m.id
                        where m.account_id = ? and m.id = ?
                        group by m.account_id, m.id
                        """,
                        accountId,
                        mailboxId)
                .first(row ->
                        new MailboxStatus(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7)))
                .orElseThrow(() -> new MailboxGoneException("mailbox " + mailboxId));
    }

    @Override
    public long octets(long accountId, long mailboxId, long flags) {
        return Query.of(
                        database,
                        """
                        select coalesce(sum(m.size), 0)
                        from placement p join message m on m.account_id = p.account_id and m.id = p.message_id
                        where p.account_id = ? and p.mailbox_id = ? and p.flags & ? = ?
                        """,
                        accountId,
                        mailboxId,
                        flags,
                        flags)
                .first(row -> row.getLong(1))
                .orElseThrow();
    }

    @Override
    public MailboxSnapshot snapshot(long accountId, long mailboxId) {
        return database.inTransaction(connection -> {
            Snapshots.begin(connection); // the counters and the rows belong together
            State state = state(connection, accountId, mailboxId);
            long[][] columns =
                    new PlacementReader(database, accountId, mailboxId)
                            .columns(connection, state.uidNext - 1);
            return new MailboxSnapshot(
                    columns[0],
                    columns[1],
                    columns[2],
                    columns[3],
                    state.keywords,
                    state.uidNext,
                    state.modseq,
                    state.accountSeq);
        });
    }

    @Override
    public MailboxDelta changesSince(long accountId, long mailboxId, long modseq) {
        return unchangedSince(accountId, mailboxId, modseq)
                .orElseGet(() -> readChanges(accountId, mailboxId, modseq));
    }

    /** Nothing, where there is nothing: what every SELECT of a known mailbox asks. */
    private Optional<MailboxDelta> unchangedSince(long accountId, long mailboxId, long modseq) {
        return Query.of(
                        database,
                        "select uid_next, highest_modseq from mailbox"
                                + " where account_id = ? and id = ? and highest_modseq <= ?",
                        accountId,
                        mailboxId,
                        modseq)
                .first(row ->
                        new MailboxDelta(
                                mailboxId,
                                List.of(),
                                List.of(),
                                null,
                                row.getLong(1),
                                row.getLong(2)));
    }

    private MailboxDelta readChanges(long accountId, long mailboxId, long modseq) {
        return database.inTransaction(connection -> {
            Snapshots.begin(connection); // the counters and the rows belong together
            State state = state(connection, accountId, mailboxId);
            return new MailboxDelta(
                    mailboxId,
                    PlacementReader.since(connection, accountId, mailboxId, modseq),
                    ExpungeLog.since(
                            connection, accountId, mailboxId, modseq, 1, Integer.MAX_VALUE),
                    state.keywords,
                    state.uidNext,
                    state.modseq);
        });
    }

    /**
     * Nobody waits for the disk: a claim lost in a crash lets messages be recent once more, and a
     * client in IDLE is told of new mail only after it.
     */
    @Override
    public long claimRecent(long accountId, long mailboxId) {
        return Query.of(
                        database,
                        """
                        update mailbox m set recent_uid = m.uid_next
                        from (select account_id, id, recent_uid, set_config('synchronous_commit', 'off', true)
                            from mailbox where account_id = ? and id = ? for update) o
                        where m.account_id = o.account_id and m.id = o.id returning o.recent_uid
                        """,
                        accountId,
                        mailboxId)
                .first(row -> row.getLong(1))
                .orElseThrow(() -> new MailboxGoneException("mailbox " + mailboxId));
    }

    @Override
    public FlagChange.Outcome changeFlags(
            long accountId, long mailboxId, List<Long> uids, FlagChange change) {
        return write(FlagWriter.of(accountId, mailboxId, uids, change));
    }

    @Override
    public FlagChange.Outcome editFlags(long accountId, long mailboxId, List<FlagEdit> edits) {
        return write(FlagWriter.of(accountId, mailboxId, edits));
    }

    private FlagChange.Outcome write(FlagWriter writer) {
        database.inTransaction(writer);
        feed.publish(writer.changes());
        return writer.outcome();
    }

    @Override
    public List<Long> expunge(long accountId, long mailboxId, List<Long> uids) {
        Expunger expunger = Expunger.ofDeleted(accountId, mailboxId, uids);
        database.inTransaction(expunger);
        noted(expunger.use());
        feed.publish(expunger.changes());
        return expunger.expunged();
    }

    @Override
    public Copied copy(long accountId, long mailboxId, List<Long> uids, long targetMailboxId) {
        Quotas.Room room = quotas.room(accountId, 0); // the domain's; in the account we see again
        if (room != Quotas.Room.FREE) {
            throw new OverQuotaException(accountId, room);
        }
        Copier copier = new Copier(accountId, mailboxId, uids, targetMailboxId);
        database.inTransaction(connection -> {
            copier.apply(connection);
            AccountUse use = copier.use();
            if (use != null) {
                quotas.admit(use, copier.octets(), copier.copied().sourceUids().size());
            }
            return copier;
        });
        noted(copier.use());
        feed.publish(copier.changes());
        return copier.copied();
    }

    private void noted(@Nullable AccountUse use) {
        if (use != null) {
            quotas.seen(use);
        }
    }

    @Override
    public Copied move(long accountId, long mailboxId, List<Long> uids, long targetMailboxId) {
        Mover mover = new Mover(accountId, mailboxId, uids, targetMailboxId);
        database.inTransaction(mover);
        feed.publish(mover.changes());
        return mover.moved();
    }

    @Override
    public List<Long> expungedSince(long accountId, long mailboxId, long modseq, long from) {
        return database.inTransaction(connection ->
                ExpungeLog.since(connection, accountId, mailboxId, modseq, from, AT_ONCE));
    }

    @Override
    public void metas(
            long accountId,
            List<Long> messageIds,
            Set<MessageMeta.Field> fields,
            Consumer<MessageMeta> each) {
        new MetaReader(database, accountId, fields).read(messageIds, each);
    }

    @Override
    public TextSieve.Maker sieves(long accountId) {
        return new SearchSegments(database, accountId);
    }

    @Override
    public Map<Long, Instant> savedDates(long accountId, long mailboxId, List<Long> uids) {
        Map<Long, Instant> saved = HashMap.newHashMap(uids.size());
        Query.of(
                        database,
                        "select p.uid, p.saved_at from "
                                + Sql.PLACEMENTS
                                + " where p.saved_at is not null",
                        uids,
                        accountId,
                        mailboxId)
                .each(row -> saved.put(row.getLong(1), row.getTimestamp(2).toInstant()));
        return saved;
    }

    @Override
    public List<Long> savedBetween(
            long accountId, long mailboxId, LocalDate from, LocalDate before) {
        return Query.of(
                        database,
                        """
                        select uid from (
                            select p.uid, coalesce((p.saved_at at time zone 'UTC')::date,
                                ((m.internal_date at time zone 'UTC') + make_interval(mins => m.internal_zone))::date)
                                - date 'epoch' as day
                            from placement p join message m on m.account_id = p.account_id and m.id = p.message_id
                            where p.account_id = ? and p.mailbox_id = ?) as saved
                        where day >= ? and day < ? order by uid
                        """,
                        accountId,
                        mailboxId,
                        from.toEpochDay(),
                        before.toEpochDay())
                .list(row -> row.getLong(1));
    }

    @Override
    public Set<Long> messagesOfThread(long accountId, long threadId) {
        return new HashSet<>(
                Query.of(
                                database,
                                "select id from message where account_id = ? and thread_id = ?",
                                accountId,
                                threadId)
                        .list(row -> row.getLong(1)));
    }

    @Override
    public InputStream open(long accountId, long messageId, long offset, long length) {
        return ContentReader.ofMessage(database, accountId, messageId, offset, length);
    }

    /** INBOX in any case is one name (RFC 9051 §5.1), also as the first level of a hierarchy. */
    static String canonical(String name) {
        boolean inbox =
                name.regionMatches(true, 0, "INBOX", 0, 5)
                        && (name.length() == 5 || name.charAt(5) == Mailbox.DELIMITER);
        return inbox ? "INBOX" + name.substring(5) : name;
    }

    private record State(long uidNext, long modseq, long accountSeq, List<String> keywords) {}

    private static State state(Connection connection, long accountId, long mailboxId)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select m.uid_next, m.highest_modseq, a.seq
                        from mailbox m join account a on a.id = m.account_id
                        where m.account_id = ? and m.id = ?
                        """)) {
            statement.setLong(1, accountId);
            statement.setLong(2, mailboxId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new MailboxGoneException("mailbox " + mailboxId);
                }
                List<String> keywords = Keywords.read(connection, accountId, mailboxId).names();
                return new State(row.getLong(1), row.getLong(2), row.getLong(3), keywords);
            }
        }
    }

    static Mailbox mailbox(long accountId, ResultSet row) throws SQLException {
        return new Mailbox(
                accountId,
                row.getLong(1),
                row.getString(2),
                Sql.role(row.getString(3)),
                row.getLong(4),
                row.getBoolean(5),
                Arrays.asList((String[]) row.getArray(6).getArray()));
    }
}
