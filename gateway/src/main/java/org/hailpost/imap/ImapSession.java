package org.hailpost.imap;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.hailpost.account.Account;
import org.hailpost.account.Sasl;
import org.hailpost.account.SaslPeer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has come to: who it is, what it has selected, what it wants to be told. Owned
 * by the connection's thread; during IDLE, and after NOTIFY also between commands, all that is told
 * from and the output belong to the {@link IdleWatch}.
 */
final class ImapSession {
    private final ImapServices services;
    private final Wire wire;
    private volatile SessionState state = SessionState.NOT_AUTHENTICATED;
    private @Nullable Account account;
    private @Nullable Selected selected;
    private final Set<Extension> enabled = EnumSet.noneOf(Extension.class);
    private final Disabled disabled;
    private int failedLogins;
    private @Nullable Notifications notifications;
    private volatile @Nullable Runnable listener;

    ImapSession(ImapServices services, Wire wire) {
        this.services = services;
        this.wire = wire;
        this.disabled = new Disabled(services.settings().disabledCapabilities());
        limitLiterals();
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

    /**
     * The client as SASL mechanisms see it; for names and passwords in two lines there is LOGIN.
     */
    SaslPeer saslPeer() {
        Set<String> withheld = new HashSet<>(Set.of("LOGIN"));
        for (String name : Sasl.NAMES) {
            if (!disabled.allows("AUTH=" + name)) {
                withheld.add(name);
            }
        }
        return new SaslPeer(wire.remote(), wire.channelBindings(), withheld);
    }

    /** What this session does without. */
    Disabled disabled() {
        return disabled;
    }

    /** LITERAL- before login, LITERAL+ after it (RFC 7888), as far as they are announced. */
    private void limitLiterals() {
        boolean any = state != SessionState.NOT_AUTHENTICATED && disabled.allows("LITERAL+");
        boolean small = disabled.allows("LITERAL-");
        wire.reader()
                .limitNonSynchronizing(
                        any ? Long.MAX_VALUE : small ? ImapLimits.MAX_LITERAL_MINUS : -1);
    }

    /** Whether the client takes and sends UTF-8. */
    boolean utf8() {
        return enabled(Extension.UTF8_ACCEPT) || enabled(Extension.IMAP4REV2);
    }

    /** False if the account has as many sessions as it may have. */
    boolean loggedIn(Account who) {
        if (!services.sessions().enter(who.id())) {
            return false;
        }
        account = who;
        state = SessionState.AUTHENTICATED;
        disabled.add(who.disabledCapabilities());
        limitLiterals();
        return true;
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
        if (extension == Extension.IMAP4REV2 && selected != null) {
            selected.recent().off();
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
        endNotifications();
        if (account != null && state != SessionState.LOGOUT) {
            services.sessions().leave(account.id());
        }
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
            selected.deferred().settle();
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

    /**
     * Waits until the flags that clients of the account were told are set are so.
     *
     * @param own those of this session, too
     * @throws ByeException if this client was told what is not so
     */
    void settle(boolean own) throws IOException {
        if (account == null) {
            return;
        }
        DeferredFlags ours = selected == null ? null : selected.deferred();
        services.sessions().settle(account.id(), ours);
        if (ours != null && own) {
            ours.settle();
            ours.isSettled();
        }
    }

    /** Whether this very mailbox is selected. */
    boolean hasSelected(long mailboxId) {
        return selected != null && selected.mailbox().id() == mailboxId;
    }

    /** From now on tells what the client wants to hear, and nothing else (RFC 5465 §3.1). */
    void notifyOf(NotifyRequest request) throws IOException {
        endNotifications();
        Notifications made = new Notifications(this, request, this::poke);
        notifications = made;
        if (request.status()) {
            made.tellAll(this);
        }
    }

    /** What NOTIFY has asked for; empty if it was never sent. */
    Optional<NotifyRequest> notifyRequest() {
        return Optional.ofNullable(notifications).map(Notifications::request);
    }

    /** Has the listener called when there may be something to tell; it must never block. */
    void listen(Runnable poke) {
        listener = poke;
        if (selected != null) {
            selected.view().index().watch(poke);
        }
    }

    /** Ends that; a call may be under way. */
    void unlisten(Runnable poke) {
        listener = null;
        if (selected != null) {
            selected.view().index().unwatch(poke);
        }
    }

    private void poke() {
        Runnable now = listener;
        if (now != null) {
            now.run();
        }
    }

    private void endNotifications() {
        if (notifications != null) {
            notifications.end();
            notifications = null;
        }
    }

    /**
     * The end of a command: tells the client what has changed in the selected mailbox, and
     * elsewhere if it wants that.
     *
     * @param result whether this tells what the command itself did, which is no notification
     */
    void finish(boolean mayExpunge, boolean withUid, boolean result) throws IOException {
        if (selected != null && enabled(Extension.CONDSTORE)) {
            selected.catchUp();
        }
        if (result || notifications == null || notifications.request().selected().isPresent()) {
            tell(mayExpunge, withUid);
        } else if (selected != null) {
            selected.tellIfAhead(this);
        }
        if (selected != null && !wire.in().ready()) { // else more was sent together with this
            selected.unread().read();
        }
        tellOthers();
    }

    /** In IDLE, or while the client says nothing. */
    void push(boolean idle) throws IOException {
        Optional<NotifyRequest> request = notifyRequest();
        if (request.isEmpty()) {
            tell(true, false);
            return;
        }
        Optional<NotifyGroup> group = request.get().selected();
        if (group.isPresent()) {
            // §6.1.2: delayed are expunges, until a command that may tell of them; IDLE is one.
            tell(idle || group.get().filter() == NotifyGroup.Filter.SELECTED, true);
        }
        tellOthers();
    }

    private void tellOthers() throws IOException {
        if (notifications != null && !notifications.tell(this)) {
            notifyOf(NotifyRequest.NONE);
            out().ascii("* OK [NOTIFICATIONOVERFLOW] Too much has happened; ask anew\r\n");
        }
    }

    /** Tells the client what has changed in the selected mailbox, if there is one. */
    void tell(boolean mayExpunge, boolean withUid) throws IOException {
        if (selected != null && selected.deferred().isSettled()) {
            selected.tell(this, mayExpunge, withUid || notifications != null);
        }
    }
}
