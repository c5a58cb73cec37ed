package org.hailpost.imap;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * Fuzz target: bytes from a client are commands within their budget, refusals, or the end; and what
 * the arguments are read as ends too, with a value or an answer.
 */
public final class CommandFuzz {
    private static final Selected SELECTED = FuzzMailbox.selected();
    private static final int BUDGET = 8 * 1024;

    private CommandFuzz() {}

    /** A way to read arguments. */
    private interface Reading {
        void of(Tokens tokens) throws ImapException;
    }

    private static final List<Reading> READINGS =
            List.of(
                    tokens -> {
                        SequenceSet.parse(tokens).resolve(SELECTED, true);
                        tokens.space();
                        FetchItems.parse(tokens, true);
                    },
                    tokens -> FetchItems.parse(tokens, false),
                    tokens -> SearchReturn.parse(tokens, true),
                    NotifyRequest::parse,
                    NotifyGroup::parse,
                    SpecialUse::parse,
                    ListReturn::parse,
                    tokens -> FlagNames.parse(tokens.flags()),
                    tokens -> ImapDate.dateTime(tokens.string()),
                    MailboxName::parse,
                    Tokens::pattern,
                    Tokens::number,
                    Tokens::astringBytes);

    /** Before the first input, so that what the class needs once is not taken for a hang. */
    public static void fuzzerInitialize() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        WireOutput out = new WireOutput(OutputStream.nullOutputStream());
        WireInput in = new WireInput(new Bytes(data), out);
        in.deadlineIn(Duration.ofHours(1));
        CommandReader reader = new CommandReader(in, out);
        try {
            while (true) {
                if (reader.next(BUDGET) instanceof CommandReader.Read.Command(CommandLine line)) {
                    read(line, data);
                }
                reader.shrink();
            }
        } catch (ByeException | EOFException e) {
            // Every connection ends.
        }
    }

    private static void read(CommandLine line, byte[] data) {
        if (line.tag().isEmpty() || line.tag().contains("+") || line.name().isEmpty()) {
            throw new AssertionError("odd command " + line);
        }
        if (line.name().length() + line.tag().length() > BUDGET) {
            throw new AssertionError("beyond the budget");
        }
        try {
            ListArguments.parse(line.arguments());
        } catch (ImapException e) {
            // BAD is an answer.
        }
        // The same bytes as each kind of argument, for the fuzzer does not know the commands.
        for (Reading reading : READINGS) {
            for (boolean utf8 : new boolean[] {false, true}) {
                try {
                    reading.of(new Tokens(data, 0, Math.min(data.length, BUDGET), utf8));
                } catch (ImapException e) {
                    // BAD is an answer.
                }
            }
        }
    }

    /** A socket on which just these bytes come. */
    private static final class Bytes extends Socket {
        private final InputStream in;

        Bytes(byte[] data) {
            in = new ByteArrayInputStream(data);
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public void setSoTimeout(int timeout) {
            // They are here already.
        }
    }
}
