package org.hailpost.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.TooManyNamesException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client from greeting to BYE, on its own virtual thread: reads a command, runs it, tells what
 * changed, answers, strictly in order. The only place where failures become replies.
 */
final class ImapConnection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ImapConnection.class);

    /** A client that only says what is no command is not one. */
    private static final int MAX_BAD_COMMANDS = 20;

    private final ImapServices services;
    private final CommandTable commands;
    private final Wire wire;
    private final boolean implicitTls;
    private final ImapSession session;
    private final long loginDeadline;
    private final Thread thread;
    private final Consumer<ImapConnection> ended;
    private int badInRow;
    private volatile boolean stopping;

    ImapConnection(
            ImapServices services,
            CommandTable commands,
            Wire wire,
            boolean implicitTls,
            Consumer<ImapConnection> ended) {
        this.services = services;
        this.commands = commands;
        this.wire = wire;
        this.implicitTls = implicitTls;
        this.session = new ImapSession(services, wire);
        this.ended = ended;
        this.thread = Thread.ofVirtual().name("imap-connection").unstarted(this);
        this.loginDeadline = System.nanoTime() + services.limits().loginTimeout().toNanos();
    }

    @Override
    public void run() {
        try {
            if (implicitTls) {
                wire.startTls(services.tls().get(), services.limits().loginTimeout());
            }
            wire.out()
                    .ascii("* OK [CAPABILITY ")
                    .ascii(Capabilities.of(session))
                    .ascii("] Hailpost IMAP ready\r\n");
            while (session.state() != SessionState.LOGOUT) {
                step();
            }
            wire.end();
        } catch (ByeException e) {
            bye(String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            bye(
                    session.state() == SessionState.NOT_AUTHENTICATED
                            ? "No login in time"
                            : "Idle for too long");
        } catch (IOException e) {
            if (stopping) {
                bye("Server is stopping");
            } else {
                LOG.debug("imap connection lost remote={}", remote(), e);
            }
        } finally {
            try {
                session.logout();
            } finally {
                wire.close();
                wire.release();
                ended.accept(this);
            }
        }
    }

    /** Runs from now on, on a virtual thread of its own. */
    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    void close() {
        wire.close();
    }

    /** Ends the connection from another thread. */
    void stop() {
        stopping = true;
        wire.endReading();
    }

    /** Closes the connection if the client has not taken what was written since then. */
    void closeIfStuck(long sinceNanos) {
        if (wire.out().stuckSince(sinceNanos)) {
            LOG.info("imap slow reader closed remote={}", remote());
            wire.close();
        }
    }

    /**
     * Closes the connection if nobody has logged in by then. A read under TLS has no deadline as a
     * whole: each octet of a record starts it again.
     */
    void closeIfNotLoggedIn(long untilNanos) {
        if (session.state() == SessionState.NOT_AUTHENTICATED && untilNanos - loginDeadline > 0) {
            LOG.info("imap slow login closed remote={}", remote());
            wire.close();
        }
    }

    private void step() throws IOException {
        boolean before = session.state() == SessionState.NOT_AUTHENTICATED;
        ImapLimits limits = services.limits();
        wire.in()
                .deadlineIn(
                        before
                                ? Duration.ofNanos(loginDeadline - System.nanoTime())
                                : limits.idleTimeout());
        if (session.notifyRequest().isPresent() && !wire.in().ready()) {
            awaitCommand();
        }
        int budget = before ? ImapLimits.MAX_COMMAND_BEFORE_LOGIN : limits.maxCommandBytes();
        switch (wire.reader().next(budget)) {
            case CommandReader.Read.Command(CommandLine line) -> run(line);
            case CommandReader.Read.Refused(String tag, Reply reply) -> answer(tag, reply);
        }
        wire.reader().shrink();
        if (badInRow >= MAX_BAD_COMMANDS) {
            throw new ByeException("Too many bad commands");
        }
    }

    /** Tells a client that has sent NOTIFY what happens, until it says something. */
    private void awaitCommand() throws IOException {
        wire.out().flush();
        IdleWatch watch = new IdleWatch(session, false);
        Runnable poke = watch::poke;
        wire.in().flushing(false);
        session.listen(poke);
        try {
            watch.poke();
            if (!wire.in().await()) {
                throw new SocketTimeoutException("no command in time");
            }
        } finally {
            session.unlisten(poke);
            watch.stop();
            wire.in().flushing(true);
        }
    }

    private void run(CommandLine line) throws IOException {
        Optional<CommandTable.Row> row =
                commands.find(line.name()).filter(r -> session.disabled().allowsCommand(r.name()));
        line.arguments().bar(session.disabled().words(line.name()));
        Reply reply;
        if (row.isEmpty()) {
            reply = Reply.bad("Unknown command");
        } else if (!row.get().states().contains(session.state())) {
            reply = Reply.bad(line.name() + " is not possible in this state");
        } else {
            reply = execute(row.get(), line);
            tell(row.get().tell(), line.uid());
        }
        if (line.messages().isPresent()) {
            line.messages()
                    .get()
                    .discard(
                            wire,
                            session.state() == SessionState.NOT_AUTHENTICATED
                                    ? ImapLimits.MAX_COMMAND_BEFORE_LOGIN
                                    : services.limits().maxMessageBytes());
        }
        answer(line.tag(), reply);
    }

    private Reply execute(CommandTable.Row row, CommandLine line) throws IOException {
        try {
            session.settle(row.command().settles());
            return row.command().run(session, line);
        } catch (ImapException e) {
            return e.reply();
        } catch (MailUnavailableException | DirectoryUnavailableException e) {
            LOG.warn("imap command deferred command={} cause={}", row.name(), e.toString());
            endBrokenLine();
            return Reply.no("UNAVAILABLE", "Mail store is not available now");
        } catch (TooManyNamesException e) {
            return Reply.no("LIMIT", String.valueOf(e.getMessage()));
        } catch (OverQuotaException e) { // RFC 5530 §3: persistent, the client must delete
            return Reply.no("OVERQUOTA", OverQuota.text(e.room()));
        } catch (MailboxGoneException e) {
            // Only what works on the selected mailbox can miss that one.
            if (!row.states().contains(SessionState.AUTHENTICATED)) {
                throw new ByeException("Mailbox was removed");
            }
            return Reply.no("NONEXISTENT", "No such mailbox");
        } catch (RuntimeException e) {
            LOG.error("imap command failed command={}", row.name(), e);
            endBrokenLine();
            return Reply.no("SERVERBUG", "Internal error");
        }
    }

    /** A response broken off cannot be mended: the client would take the rest for a part of it. */
    private void endBrokenLine() throws IOException {
        if (!wire.out().atLineStart()) {
            throw new ByeException("Response broke off");
        }
    }

    private void tell(CommandTable.Tell tell, boolean withUid) throws IOException {
        if (tell != CommandTable.Tell.NOTHING) {
            try {
                session.finish(
                        tell != CommandTable.Tell.NO_EXPUNGE,
                        withUid,
                        tell == CommandTable.Tell.RESULT);
            } catch (MailUnavailableException e) {
                LOG.debug("imap recent not claimed", e);
                endBrokenLine();
            }
        }
    }

    InetAddress remote() {
        return wire.remote();
    }

    private void answer(String tag, Reply reply) throws IOException {
        badInRow = reply.status() == Reply.Status.BAD ? badInRow + 1 : 0;
        if (reply.equals(Reply.NONE)) {
            return;
        }
        wire.out().ascii(tag).put(' ').ascii(reply.line()).crlf();
    }

    private void bye(String text) {
        try {
            if (wire.out().atLineStart()) {
                wire.out().ascii("* BYE ").ascii(text).crlf();
            }
            wire.end();
        } catch (IOException e) {
            LOG.debug("imap client gone before BYE", e);
        }
    }
}
