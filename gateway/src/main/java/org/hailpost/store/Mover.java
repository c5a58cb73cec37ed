package org.hailpost.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.mailbox.Change;
import org.hailpost.mailbox.MailboxStore.Copied;

/**
 * MOVE (RFC 6851): placed in the second mailbox and taken out of the first in one transaction, so
 * that a crash leaves each message in one of them.
 */
final class Mover implements SqlFunction<Connection, Object> {
    private final long accountId;
    private final long mailboxId;
    private final Copier copier;
    private final List<Change> changes = new ArrayList<>();

    Mover(long accountId, long mailboxId, List<Long> uids, long targetId) {
        this.accountId = accountId;
        this.mailboxId = mailboxId;
        this.copier = new Copier(accountId, mailboxId, uids, targetId);
    }

    @Override
    public Object apply(Connection connection) throws SQLException {
        copier.apply(connection);
        if (!copier.copied().sourceUids().isEmpty()) {
            Expunger expunger =
                    Expunger.ofMoved(accountId, mailboxId, copier.copied().sourceUids());
            expunger.apply(connection);
            changes.addAll(copier.changes());
            changes.addAll(expunger.changes());
        }
        return this;
    }

    Copied moved() {
        return copier.copied();
    }

    List<Change> changes() {
        return changes;
    }
}
