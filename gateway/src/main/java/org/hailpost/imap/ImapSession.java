package org.hailpost.imap;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.hailpost.account.Account;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has come to: who it is, what it has selected. Owned by the connection's
 * thread; during IDLE the selected mailbox and the output belong to the {@link IdleWatch}.
 */
final class ImapSession {
    private final ImapServices services;
    private final Wire wire;
    private SessionState state = SessionState.NOT_AUTHENTICATED;
    private @Nullable Account account;
    private @Nullable Selected selected;
    private final Set<Extension> enabled = EnumSet.noneOf(Extension.class);
    private int failedLogins;

    ImapSession(ImapServices services, Wire wire) {
        this.services = services;
        this.wire = wire;
    }

    ImapServices services() {
        return services;
    }

    Wire wire() {
        return wire;
    }

    WireOutput out() {
        return wire.out();
    }

    SessionState state() {
        return state;
    }

    /** Whether a password may be sent now. */
    boolean mayLogin() {
        return wire.secure()
                || (services.settings().clearLoginOnLoopback()
                        && wire.remote().isLoopbackAddress());
    }

    /** Whether the client takes and sends UTF-8. */
    boolean utf8() {
        return enabled(Extension.UTF8_ACCEPT) || enabled(Extension.IMAP4REV2);
    }

    void loggedIn(Account who) {
        account = who;
        state = SessionState.AUTHENTICATED;
    }

    /** Whether the client has asked for an extension, by ENABLE or by what implies it. */
    boolean enabled(Extension extension) {
        return enabled.contains(extension);
    }

    /** Sends what the extension brings from here on, until the connection ends. */
    void enable(Extension extension) throws IOException {
        if (extension == Extension.QRESYNC) {
            enable(Extension.CONDSTORE);
        }
        if (enabled.add(extension) && extension == Extension.CONDSTORE && selected != null) {
            selected.tellHighestModseq(out()); // RFC 7162 §3.1: the client knows none so far
        }
        if (utf8()) {
            wire.reader().acceptUtf8();
            wire.out().acceptUtf8();
        }
    }

    /** How many logins have failed, this one included. */
    int loginFailed() {
        return ++failedLogins;
    }

    void logout() {
        unselect();
        state = SessionState.LOGOUT;
    }

    /** The account; only after login, which the command table sees to. */
    Account account() {
        if (account == null) {
            throw new IllegalStateException("not logged in");
        }
        return account;
    }

    long accountId() {
        return account().id();
    }

    /** The selected mailbox; only in the selected state, which the command table sees to. */
    Selected selected() {
        if (selected == null) {
            throw new IllegalStateException("nothing selected");
        }
        return selected;
    }

    void select(Selected mailbox) {
        unselect();
        selected = mailbox;
        state = SessionState.SELECTED;
    }

    void unselect() {
        if (selected != null) {
            services.indexes().release(selected.view().index());
            selected = null;
            state = SessionState.AUTHENTICATED;
        }
    }

    /** Leaves the selected mailbox, if there is one, and says so (RFC 7162 §3.2.11). */
    void close() throws IOException {
        if (selected != null) {
            unselect();
            out().ascii("* OK [CLOSED] Mailbox is closed\r\n");
        }
    }

    /** The end of a command: tells the client what has changed in the selected mailbox. */
    void finish(boolean mayExpunge, boolean withUid) throws IOException {
        if (selected != null && enabled(Extension.CONDSTORE)) {
            selected.catchUp();
        }
        tell(mayExpunge, withUid);
    }

    /** Tells the client what has changed in the selected mailbox, if there is one. */
    void tell(boolean mayExpunge, boolean withUid) throws IOException {
        if (selected != null) {
            selected.tell(this, mayExpunge, withUid);
        }
    }
}
