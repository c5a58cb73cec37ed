package org.hailpost.mailbox;

/** An account may not have so much mail; nothing was changed. */
public class OverQuotaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long accountId;
    private final Quotas.Room room;

    /** {@code room} is any but {@link Quotas.Room#FREE}. */
    public OverQuotaException(long accountId, Quotas.Room room) {
        super("account " + accountId + " is over quota: " + room);
        this.accountId = accountId;
        this.room = room;
    }

    public long accountId() {
        return accountId;
    }

    public Quotas.Room room() {
        return room;
    }
}
