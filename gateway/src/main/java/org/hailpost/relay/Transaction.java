package org.hailpost.relay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hailpost.outbound.Destination.Protocol;
import org.hailpost.outbound.Handover.Deferred;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Handover.Refused;
import org.hailpost.outbound.Handover.Relayed;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Parcel;

/**
 * One mail over one connection, for the recipients of whom nothing is known yet. Owned by one
 * thread.
 *
 * <p>Until the content is sent, whatever ends the connection leaves them open, for another host to
 * try. From then on they are settled here, whatever happens: the other side may have the mail
 * although we never hear of it, and sending it elsewhere would double it.
 */
final class Transaction {
    /**
     * Commands sent at once. RFC 2920 §3.1 warns of both sides waiting to be read: the replies to
     * so many fit into any socket's buffer.
     */
    private static final int WINDOW = 100;

    /** Octets of content sent at once, and of one BDAT chunk. */
    private static final int BLOCK = 64 * 1024;

    private final Connection connection;
    private final Wire wire;
    private final Extensions extensions;
    private final String host;
    private final boolean lmtp;
    private final Parcel parcel;
    private final Results results;
    private final RelayLimits limits;
    private final List<Integer> accepted = new ArrayList<>();
    private boolean senderRefused;
    private boolean contentWanted;

    Transaction(Connection connection, Parcel parcel, Results results, RelayLimits limits) {
        this.connection = connection;
        this.wire = connection.wire();
        this.extensions = connection.extensions();
        this.host = connection.target().host();
        this.lmtp = connection.target().protocol() == Protocol.LMTP;
        this.parcel = parcel;
        this.results = results;
        this.limits = limits;
    }

    /** A command and who it is about. */
    private record Step(Stage stage, int recipient, String command) {
        static final int NOBODY = -1;
    }

    /**
     * @return whether the connection can serve another mail
     * @throws PeerException if the connection was lost before the content: whoever is open yet can
     *     be tried elsewhere
     */
    boolean run() throws PeerException {
        if (!begin(true)) {
            return true;
        }
        if (contentWanted && accepted.isEmpty()) {
            return takeBackData();
        }
        return accepted.isEmpty() || content();
    }

    /** The same up to RCPT: whoever is accepted there is settled as if relayed. */
    boolean ask() throws PeerException {
        if (begin(false)) {
            // RSET precedes the next MAIL, see steps().
            accepted.forEach(
                    i -> results.settle(i, new Relayed(host, "250 recipient accepted", false)));
        }
        return true;
    }

    /** The envelope; false if there is nothing to say. */
    private boolean begin(boolean withContent) throws PeerException {
        refuseWhatCannotBeSaid();
        if (results.complete()) {
            return false;
        }
        if (wire.spoken()) {
            // Replies would be taken for those of other commands.
            throw wire.nonsense("spoke before it was asked");
        }
        connection.begin();
        envelope(steps(withContent));
        return true;
    }

    /** What the other side does not announce cannot be asked of it. */
    private void refuseWhatCannotBeSaid() {
        OutgoingEnvelope envelope = parcel.envelope();
        long maxSize = extensions.maxSize();
        if (envelope.requireTls() && !lmtp && !extensions.has("REQUIRETLS")) {
            // RFC 8689 §4.2.1, step 3
            refuse("5.7.30", "REQUIRETLS was asked for, and " + host + " does not offer it");
        } else if (EnvelopeCommands.needsUtf8(envelope) && !extensions.has("SMTPUTF8")) {
            refuse("5.6.7", "the mail needs SMTPUTF8, and " + host + " does not offer it");
        } else if (envelope.eightBit() && !extensions.has("8BITMIME")) {
            // RFC 6152 §3 leaves the choice to convert it: that would rewrite a signed message,
            // whose DKIM signature and PGP or S/MIME parts would be broken without a word.
            refuse("5.6.3", "the mail has 8-bit text, and " + host + " does not offer 8BITMIME");
        } else if (maxSize > 0 && parcel.size() > maxSize) {
            refuse( // RFC 1870 §6.1 asks the other side first; it has said what it would answer
                    "5.3.4",
                    "the mail has " + parcel.size() + " octets, and " + host + " takes " + maxSize);
        }
        for (int i : results.open()) {
            if (EnvelopeCommands.needsUtf8(parcel.recipients().get(i).address())
                    && !extensions.has("SMTPUTF8")) {
                results.settle(
                        i,
                        new Refused(
                                new Failure(
                                        host,
                                        "5.6.7",
                                        "the address needs SMTPUTF8, and "
                                                + host
                                                + " does not offer it")));
            }
        }
    }

    private void refuse(String status, String why) {
        results.settleOpen(new Refused(new Failure(host, status, why)));
    }

    private void envelope(List<Step> steps) throws PeerException {
        int window = extensions.has("PIPELINING") ? WINDOW : 1;
        for (int from = 0; from < steps.size(); from += window) {
            List<Step> group = steps.subList(from, Math.min(steps.size(), from + window));
            if (senderRefused || (group.getFirst().stage == Stage.CONTENT && accepted.isEmpty())) {
                return;
            }
            StringBuilder commands = new StringBuilder();
            group.forEach(step -> commands.append(step.command));
            connection.transaction(true);
            wire.send(commands.toString());
            for (Step step : group) {
                take(step);
            }
        }
    }

    private List<Step> steps(boolean withContent) {
        var commands = new EnvelopeCommands(extensions);
        List<Step> steps = new ArrayList<>();
        if (connection.inTransaction()) {
            steps.add(new Step(Stage.HELLO, Step.NOBODY, "RSET\r\n"));
        }
        steps.add(new Step(Stage.MAIL, Step.NOBODY, commands.mail(parcel)));
        for (int i : results.open()) {
            steps.add(new Step(Stage.RECIPIENT, i, commands.recipient(parcel.recipients().get(i))));
        }
        if (withContent && !extensions.has("CHUNKING")) {
            steps.add(new Step(Stage.CONTENT, Step.NOBODY, "DATA\r\n"));
        }
        return steps;
    }

    private void take(Step step) throws PeerException {
        Reply reply =
                wire.reply(
                        step.stage == Stage.CONTENT
                                ? limits.dataTimeout()
                                : limits.commandTimeout());
        if (reply.closing()) {
            throw PeerException.of(host, reply, step.stage);
        }
        switch (step.stage) {
            case MAIL -> takeSender(reply);
            case RECIPIENT -> takeRecipient(step.recipient, reply);
            case CONTENT -> takeData(reply);
            default -> {
                if (!reply.positive()) {
                    throw PeerException.of(host, reply, step.stage);
                }
            }
        }
    }

    private void takeSender(Reply reply) throws PeerException {
        if (reply.intermediate()) {
            throw unexpected(reply, "MAIL");
        }
        if (reply.positive()) {
            return;
        }
        if (connection.reused() && !reply.permanent()) {
            // As likely as not it is the connection that is no longer liked: a new one will tell.
            throw PeerException.of(host, reply, Stage.MAIL);
        }
        senderRefused = true;
        results.open().forEach(i -> results.settle(i, host, reply, Stage.MAIL));
    }

    private void takeRecipient(int recipient, Reply reply) throws PeerException {
        if (reply.intermediate()) {
            throw unexpected(reply, "RCPT");
        }
        if (senderRefused) {
            return; // only tells that there is no sender
        }
        if (reply.positive()) {
            accepted.add(recipient);
        } else {
            results.settle(recipient, host, reply, Stage.RECIPIENT);
        }
    }

    private void takeData(Reply reply) throws PeerException {
        if (reply.positive()) {
            throw unexpected(reply, "DATA");
        }
        contentWanted = reply.intermediate();
        if (!contentWanted) {
            settle(reply);
        }
    }

    /**
     * RFC 2920 §3.1: a host may want content although it has refused all recipients; an empty
     * message gets us out of that.
     */
    private boolean takeBackData() throws PeerException {
        if (lmtp) {
            return false; // RFC 2033 §4.2: it must not, and how many replies come is anybody's
            // guess
        }
        wire.send(".\r\n");
        wire.reply(limits.finalTimeout());
        connection.transaction(false);
        return true;
    }

    /** Settles all who were accepted; nothing is thrown but what is ours. */
    private boolean content() {
        if (!extensions.has("CHUNKING") && !contentWanted) {
            return true; // DATA was refused
        }
        try (InputStream message =
                new SequenceInputStream(
                        new ByteArrayInputStream(parcel.trace()), parcel.content().open())) {
            boolean sent = extensions.has("CHUNKING") ? chunks(message) : data(message);
            return sent && answers();
        } catch (PeerException e) {
            defer(e.failure());
        } catch (IOException e) {
            defer(new Failure("", "4.3.0", "the content could not be read: " + e.getMessage()));
        }
        return false;
    }

    /** Whether the end was sent. */
    private boolean data(InputStream message) throws IOException, PeerException {
        var text = new WireText(message, true);
        byte[] block = block();
        while (!text.ended()) {
            int length = text.fill(block);
            if (interrupted() || !write(block, length, limits.blockTimeout())) {
                return false;
            }
        }
        return true;
    }

    /**
     * RFC 3030 §2. A chunk could go out together with RCPT; but hosts are known that read it as
     * commands when they have refused the recipients, so their replies are awaited.
     */
    private boolean chunks(InputStream message) throws IOException, PeerException {
        var text = new WireText(message, false);
        byte[] block = block();
        while (true) {
            int length = text.fill(block);
            String command = "BDAT " + length + (text.ended() ? " LAST\r\n" : "\r\n");
            byte[] head = command.getBytes(StandardCharsets.US_ASCII);
            byte[] chunk = new byte[head.length + length];
            System.arraycopy(head, 0, chunk, 0, head.length);
            System.arraycopy(block, 0, chunk, head.length, length);
            if (!write(chunk, chunk.length, limits.blockTimeout())) {
                return false;
            }
            if (text.ended()) {
                return true;
            }
            Reply reply = wire.reply(limits.dataTimeout());
            if (!reply.positive()) {
                settle(reply);
                return false;
            }
        }
    }

    private byte[] block() {
        return new byte[(int) Math.min(BLOCK, parcel.size() + parcel.size() / 32 + 64)];
    }

    /** False, and settled, if the other side refused in the middle. */
    private boolean write(byte[] octets, int length, Duration time) throws PeerException {
        try {
            wire.send(octets, length, time);
        } catch (PeerException e) {
            // Who hangs up has often said why before.
            Optional<Reply> refusal = wire.lastWords(limits.commandTimeout());
            if (refusal.isEmpty() || !refuses(refusal.get())) {
                throw e;
            }
            settle(refusal.get());
            return false;
        }
        return true;
    }

    /** Whether the other side has refused before the end of the content came. */
    private boolean interrupted() throws PeerException {
        if (!wire.spoken()) {
            return false;
        }
        Reply reply = wire.reply(limits.commandTimeout());
        if (!refuses(reply)) {
            throw unexpected(reply, "half of the content");
        }
        settle(reply);
        return true;
    }

    private static boolean refuses(Reply reply) {
        return !reply.positive() && !reply.intermediate();
    }

    /** One for all; over LMTP one for each who was accepted, in their order (RFC 2033 §4.2). */
    private boolean answers() throws PeerException {
        boolean closing = false;
        for (int i = 0; i < accepted.size(); i++) {
            Reply reply = wire.reply(limits.finalTimeout());
            if (reply.intermediate()) {
                throw unexpected(reply, "the content");
            }
            closing |= reply.closing();
            if (lmtp) {
                settle(accepted.get(i), reply);
            } else {
                accepted.forEach(recipient -> settle(recipient, reply));
                break;
            }
        }
        connection.transaction(false);
        return !closing;
    }

    private void settle(Reply reply) {
        accepted.forEach(recipient -> settle(recipient, reply));
        accepted.clear();
    }

    private void settle(int recipient, Reply reply) {
        if (reply.positive()) {
            results.settle(recipient, new Relayed(host, reply.text(), extensions.has("DSN")));
        } else {
            results.settle(recipient, host, reply, Stage.CONTENT);
        }
    }

    private void defer(Failure failure) {
        results.settleOpen(
                new Deferred(
                        new Failure(
                                failure.host(),
                                failure.status(),
                                failure.diagnostic() + " (after DATA)"),
                        false));
    }

    private PeerException unexpected(Reply reply, String command) {
        return wire.nonsense("answered " + command + " with " + reply.code());
    }
}
