package org.hailpost.delivery;

import java.util.List;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.message.Address;
import org.hailpost.outbound.MailboxServer;

/** Where a recipient leads; decided at RCPT, before any content is taken. */
public sealed interface Route {
    /** Who asks for it. */
    enum Asker {
        /** Who comes by the MX: has mail for us, and nothing else. */
        STRANGER,
        /** An account of ours: may write to anybody. */
        MEMBER
    }

    /** As the envelope names it. */
    Address recipient();

    /** Somewhere: mail for the recipient can be taken. */
    sealed interface Accepted extends Route {}

    /** Into the mailbox of an account of ours. */
    record Local(Address recipient, Account account) implements Accepted {}

    /**
     * To another host, by the outbound queue.
     *
     * @param target who it is handed over for; the recipient, if nothing leads elsewhere
     */
    record Remote(Address recipient, Address target) implements Accepted {}

    /**
     * Into a mailbox that an existing mail server keeps.
     *
     * @param target who it is handed over for
     * @param account the account of ours whose mailbox it is, whose terminals see the mail, too;
     *     empty if there is none
     */
    record Kept(Address recipient, Address target, MailboxServer server, Optional<Account> account)
            implements Accepted {}

    /**
     * To several, or to somebody elsewhere, by aliases and forwarding.
     *
     * @param here whose mailboxes are here, each once
     * @param kept into mailboxes that another server keeps
     * @param elsewhere each once
     */
    record Group(Address recipient, List<Account> here, List<Kept> kept, List<Address> elsewhere)
            implements Accepted {
        public Group {
            here = List.copyOf(here);
            kept = List.copyOf(kept);
            elsewhere = List.copyOf(elsewhere);
        }

        /** Whether it stands for more than one. */
        boolean several() {
            return here.size() + kept.size() + elsewhere.size() > 1;
        }
    }

    /** A report of failure, back to whom a mail came from that we forwarded. */
    record Return(Address recipient, Address target) implements Accepted {}

    /** The recipient cannot be accepted. */
    record Refused(Address recipient, Refusal refusal) implements Route {}
}
