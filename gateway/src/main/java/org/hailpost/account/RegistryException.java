package org.hailpost.account;

/** What the registry was asked for cannot be done; nothing was changed. */
public class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        NO_SUCH_DOMAIN,
        DOMAIN_EXISTS,
        /** Accounts live there. */
        DOMAIN_IN_USE,
        NO_SUCH_ACCOUNT,
        /** It is an account or an alias already. */
        ADDRESS_TAKEN,
        NO_SUCH_ALIAS,
        /** By way of other aliases, or at once. */
        LEADS_TO_ITSELF,
        /** More than an alias or an account may have. */
        TOO_MANY_TARGETS
    }

    private final Reason reason;
    private final String subject;

    /** {@code subject} is the domain or address that the reason is about. */
    public RegistryException(Reason reason, String subject) {
        super(reason + " " + subject);
        this.reason = reason;
        this.subject = subject;
    }

    public Reason reason() {
        return reason;
    }

    /** The domain or address that the reason is about. */
    public String subject() {
        return subject;
    }
}
