package org.hailpost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes commands off the wire, each whole with its literals, so that whatever is wrong with one the
 * next begins where it should. A byte budget per command holds; a message literal (APPEND) is left
 * on the wire. Owned by the connection's thread.
 */
final class CommandReader {
    private static final int MAX_LITERALS = 64;
    private static final int MAX_TAG = 64;

    private final WireInput in;
    private final WireOutput out;
    private byte[] buffer = new byte[256];
    private int used;
    private boolean utf8;
    private long nonSynchronizing = ImapLimits.MAX_LITERAL_MINUS;

    CommandReader(WireInput in, WireOutput out) {
        this.in = in;
        this.out = out;
    }

    /** The outcome of reading: a command, or the answer to what was none. */
    sealed interface Read {
        record Command(CommandLine line) implements Read {}

        /** To be answered with this; {@code tag} is "*" if there was none. */
        record Refused(String tag, Reply reply) implements Read {}
    }

    /**
     * Reads the next command.
     *
     * @param budget octets it may have
     * @throws ByeException if what follows could not be told from data
     */
    Read next(int budget) throws IOException {
        used = 0;
        int literals = 0;
        while (true) {
            int lineStart = used;
            readLine(budget);
            Literal literal = Literal.atEnd(buffer, lineStart, used);
            if (literal == null) {
                return finish(Optional.empty());
            }
            checkSynchronized(literal);
            if (isMessage(literal.start())) {
                used = literal.start();
                Read read = finish(Optional.of(new MessageLiterals(literal)));
                if (read instanceof Read.Refused) {
                    checkNoData(literal);
                }
                return read;
            }
            if (++literals > MAX_LITERALS || literal.size() > budget - used - 2) {
                if (!literal.synchronizing()) {
                    // The data comes anyway, and nobody may take it for commands.
                    throw new ByeException("Literal too large");
                }
                return new Read.Refused(
                        tagOrStar(), Reply.no("TOOBIG", "Literal too large, or too many"));
            }
            readLiteral(literal);
        }
    }

    /** How large a literal may be that the client sends without waiting; -1: it always waits. */
    void limitNonSynchronizing(long octets) {
        nonSynchronizing = octets;
    }

    /** RFC 7888 §4: the data comes anyway, and nobody may take it for commands. */
    void checkSynchronized(Literal literal) throws ByeException {
        if (!literal.synchronizing() && literal.size() > nonSynchronizing) {
            throw new ByeException("Literal too large to come without waiting");
        }
    }

    /**
     * Reads what a client says when asked, a SASL response or DONE.
     *
     * @throws ByeException if data comes behind it that could be taken for commands
     */
    byte[] answerLine(int limit) throws IOException {
        byte[] line = plainLine(limit);
        checkNoData(Literal.atEnd(line, 0, line.length));
        return line;
    }

    /** What refuses a line can only go on if the client waits with the literal at its end. */
    private static void checkNoData(@Nullable Literal literal) throws ByeException {
        if (literal != null && !literal.synchronizing()) {
            throw new ByeException("A literal in what is no command");
        }
    }

    /** Reads a line that follows a message literal. */
    byte[] plainLine(int limit) throws IOException {
        used = 0;
        readLine(limit);
        return Arrays.copyOf(buffer, used);
    }

    /** The arguments on a line that was read by itself. */
    Tokens tokens(byte[] line, int end) {
        return new Tokens(line, 0, end, utf8);
    }

    /** From now on names are UTF-8 (RFC 6855 §3). */
    void acceptUtf8() {
        utf8 = true;
    }

    /** Gives up what a large command took. */
    void shrink() {
        if (buffer.length > 4096) {
            buffer = new byte[256];
        }
    }

    private void readLine(int budget) throws IOException {
        while (true) {
            int b = in.read();
            if (b == '\n') {
                if (used > 0 && buffer[used - 1] == '\r') {
                    used--;
                }
                return;
            }
            if (used >= budget) {
                throw new ByeException("Line too long");
            }
            room(1);
            buffer[used++] = (byte) b;
        }
    }

    /** The literal stays in the buffer behind its {n} and a CRLF, as {@link Tokens} wants it. */
    private void readLiteral(Literal literal) throws IOException {
        int size = (int) literal.size();
        if (literal.synchronizing()) {
            out.ascii("+ Ready for literal data\r\n").flush();
        }
        room(size + 2);
        buffer[used++] = '\r';
        buffer[used++] = '\n';
        int end = used + size;
        while (used < end) {
            used += in.read(buffer, used, end - used);
        }
    }

    private Read finish(Optional<MessageLiterals> messages) {
        String tag = tagOrStar();
        if (tag.equals("*")) {
            return new Read.Refused(tag, Reply.bad("A command begins with a tag"));
        }
        int nameStart = tag.length() + 1;
        int nameEnd = wordEnd(nameStart);
        String name = word(nameStart, nameEnd);
        if (name.equals("UID") && nameEnd < used && buffer[nameEnd] == ' ') {
            int end = wordEnd(nameEnd + 1);
            name = "UID " + word(nameEnd + 1, end);
            nameEnd = end;
        }
        if (name.isEmpty()) {
            return new Read.Refused(tag, Reply.bad("No command"));
        }
        Tokens arguments = new Tokens(buffer, nameEnd, used, utf8);
        return new Read.Command(new CommandLine(tag, name, arguments, messages));
    }

    /** The tag: any ASTRING-CHAR but "+" (RFC 9051 §9). */
    private String tagOrStar() {
        int end = wordEnd(0);
        if (end == 0 || end == used || end > MAX_TAG) {
            return "*";
        }
        for (int i = 0; i < end; i++) {
            if (buffer[i] == '+' || !Tokens.isAstringChar(buffer[i])) {
                return "*";
            }
        }
        return new String(buffer, 0, end, StandardCharsets.US_ASCII);
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < used && buffer[end] != ' ' && buffer[end] != '\r') {
            end++;
        }
        return end;
    }

    private String word(int from, int end) {
        return new String(buffer, from, end - from, StandardCharsets.ISO_8859_1)
                .toUpperCase(Locale.ROOT);
    }

    /**
     * Whether the literal is the message of an APPEND or REPLACE: one that stands behind the
     * mailbox.
     */
    private boolean isMessage(int literalStart) {
        int at = wordEnd(0) + 1;
        String name = wordAt(at, literalStart);
        if (name.equals("UID")) {
            at += name.length() + 1;
            name = wordAt(at, literalStart);
        }
        at += name.length() + 1;
        if (name.equals("REPLACE")) {
            at += wordAt(at, literalStart).length() + 1;
        }
        return (name.equals("APPEND") || name.equals("REPLACE")) && literalStart > at;
    }

    private String wordAt(int from, int limit) {
        return from < limit ? word(from, Math.min(wordEnd(from), limit)) : "";
    }

    private void room(int wanted) {
        if (used + wanted > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(used + wanted, 2 * buffer.length));
        }
    }
}
