package org.hailpost.imap;

import static org.hailpost.imap.SessionState.AUTHENTICATED;
import static org.hailpost.imap.SessionState.NOT_AUTHENTICATED;
import static org.hailpost.imap.SessionState.SELECTED;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every command of the server, one row each. */
final class CommandTable {
    /** What may be told of the mailbox at the end of a command (RFC 9051 §7.5.1). */
    enum Tell {
        NOTHING,
        /** No EXPUNGE: the client may have sent the next command with the old numbers already. */
        NO_EXPUNGE,
        ALL,
        /** All, also if NOTIFY wants nothing: it is what the command itself was about. */
        RESULT
    }

    /** One command. */
    record Row(String name, Set<SessionState> states, Tell tell, Command command) {}

    private static final Set<SessionState> ANY =
            EnumSet.of(NOT_AUTHENTICATED, AUTHENTICATED, SELECTED);
    private static final Set<SessionState> BEFORE_LOGIN = EnumSet.of(NOT_AUTHENTICATED);
    private static final Set<SessionState> AFTER_LOGIN = EnumSet.of(AUTHENTICATED, SELECTED);
    private static final Set<SessionState> IN_MAILBOX = EnumSet.of(SELECTED);

    private final Map<String, Row> rows = new HashMap<>();

    CommandTable() {
        row("CAPABILITY", ANY, Tell.ALL, new CapabilityCommand());
        row("NOOP", ANY, Tell.ALL, new NoopCommand());
        row("ID", ANY, Tell.ALL, new IdCommand());
        row("LOGOUT", ANY, Tell.NOTHING, new LogoutCommand());

        row("STARTTLS", BEFORE_LOGIN, Tell.NOTHING, new StartTlsCommand());
        row("LOGIN", BEFORE_LOGIN, Tell.NOTHING, new LoginCommand());
        row("AUTHENTICATE", BEFORE_LOGIN, Tell.NOTHING, new AuthenticateCommand());

        row("ENABLE", AFTER_LOGIN, Tell.ALL, new EnableCommand());
        row("COMPRESS", AFTER_LOGIN, Tell.ALL, new CompressCommand());
        row("NAMESPACE", AFTER_LOGIN, Tell.ALL, new NamespaceCommand());
        row("LIST", AFTER_LOGIN, Tell.ALL, new ListCommand());
        row("LSUB", AFTER_LOGIN, Tell.ALL, new LsubCommand());
        row("SUBSCRIBE", AFTER_LOGIN, Tell.ALL, new SubscribeCommand(true));
        row("UNSUBSCRIBE", AFTER_LOGIN, Tell.ALL, new SubscribeCommand(false));
        row("CREATE", AFTER_LOGIN, Tell.ALL, new CreateCommand());
        row("DELETE", AFTER_LOGIN, Tell.ALL, new DeleteCommand());
        row("RENAME", AFTER_LOGIN, Tell.ALL, new RenameCommand());
        row("STATUS", AFTER_LOGIN, Tell.ALL, new StatusCommand());
        row("SELECT", AFTER_LOGIN, Tell.NOTHING, new SelectCommand(false));
        row("EXAMINE", AFTER_LOGIN, Tell.NOTHING, new SelectCommand(true));
        row("APPEND", AFTER_LOGIN, Tell.ALL, new AppendCommand());
        row("GETQUOTA", AFTER_LOGIN, Tell.ALL, new GetQuotaCommand());
        row("GETQUOTAROOT", AFTER_LOGIN, Tell.ALL, new GetQuotaRootCommand());
        row("SETQUOTA", AFTER_LOGIN, Tell.ALL, new SetQuotaCommand());
        row("GETMETADATA", AFTER_LOGIN, Tell.ALL, new GetMetadataCommand());
        row("SETMETADATA", AFTER_LOGIN, Tell.ALL, new SetMetadataCommand());
        row("NOTIFY", AFTER_LOGIN, Tell.ALL, new NotifyCommand());
        row("IDLE", AFTER_LOGIN, Tell.ALL, new IdleCommand());

        row("CHECK", IN_MAILBOX, Tell.ALL, new NoopCommand());
        row("CLOSE", IN_MAILBOX, Tell.NOTHING, new CloseCommand(true));
        row("UNSELECT", IN_MAILBOX, Tell.NOTHING, new CloseCommand(false));
        row("EXPUNGE", IN_MAILBOX, Tell.RESULT, new ExpungeCommand());
        row("UID EXPUNGE", IN_MAILBOX, Tell.RESULT, new ExpungeCommand());
        row("FETCH", IN_MAILBOX, Tell.NO_EXPUNGE, new FetchCommand());
        row("UID FETCH", IN_MAILBOX, Tell.ALL, new FetchCommand());
        row("STORE", IN_MAILBOX, Tell.NO_EXPUNGE, new StoreCommand());
        row("UID STORE", IN_MAILBOX, Tell.ALL, new StoreCommand());
        row("SEARCH", IN_MAILBOX, Tell.NO_EXPUNGE, new SearchCommand());
        row("UID SEARCH", IN_MAILBOX, Tell.ALL, new SearchCommand());
        row("SORT", IN_MAILBOX, Tell.NO_EXPUNGE, new SortCommand());
        row("UID SORT", IN_MAILBOX, Tell.ALL, new SortCommand());
        row("THREAD", IN_MAILBOX, Tell.NO_EXPUNGE, new ThreadCommand());
        row("UID THREAD", IN_MAILBOX, Tell.ALL, new ThreadCommand());
        row("COPY", IN_MAILBOX, Tell.ALL, new CopyCommand());
        row("UID COPY", IN_MAILBOX, Tell.ALL, new CopyCommand());
        row("REPLACE", IN_MAILBOX, Tell.RESULT, new ReplaceCommand());
        row("UID REPLACE", IN_MAILBOX, Tell.RESULT, new ReplaceCommand());
        row("MOVE", IN_MAILBOX, Tell.RESULT, new MoveCommand());
        row("UID MOVE", IN_MAILBOX, Tell.RESULT, new MoveCommand());
    }

    Optional<Row> find(String name) {
        return Optional.ofNullable(rows.get(name));
    }

    private void row(String name, Set<SessionState> states, Tell tell, Command command) {
        rows.put(name, new Row(name, states, tell, command));
    }
}
