package org.hailpost.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A mail client that has logged in. It looks at no more of an answer than it must, literals least
 * of all, so that what is measured is the server. Used by one thread.
 */
final class ImapClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;
    private byte[] input = new byte[1 << 16];
    private int begin;
    private int end;
    private int tag;
    private long written;

    private ImapClient(InetSocketAddress server) throws IOException {
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    static ImapClient open(InetSocketAddress server, Target.Login login) throws IOException {
        ImapClient client = new ImapClient(server);
        try {
            String greeting = client.line();
            while (!greeting.startsWith("* OK [")) { // Dovecot may tell us to wait, first
                greeting = client.line();
            }
            client.run("LOGIN %s %s".formatted(login.address(), login.password()));
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** Has INBOX selected; returns how many messages there are. */
    int select() throws IOException {
        return number("SELECT INBOX", "EXISTS").orElse(0);
    }

    /** How many messages an INBOX has that is not selected. */
    int messages() throws IOException {
        int[] found = new int[1];
        run(
                "STATUS INBOX (MESSAGES)",
                line -> {
                    int at = line.indexOf("(MESSAGES ");
                    if (at >= 0) {
                        found[0] = Integer.parseInt(line.substring(at + 10, line.indexOf(')', at)));
                    }
                });
        return found[0];
    }

    private OptionalInt number(String command, String what) throws IOException {
        List<Integer> found = new ArrayList<>();
        run(command, line -> exists(line, what).ifPresent(found::add));
        return found.stream().mapToInt(Integer::intValue).reduce((_, last) -> last);
    }

    /** The number of {@code * 23 EXISTS}. */
    static OptionalInt exists(String line, String what) {
        String[] words = line.split(" ", 4);
        return words.length == 3 && words[0].equals("*") && words[2].equals(what)
                ? OptionalInt.of(Integer.parseInt(words[1]))
                : OptionalInt.empty();
    }

    /** Sends a command, and passes over what it answers; anything but OK is an exception. */
    void run(String command) throws IOException {
        run(command, null);
    }

    /** The same with somebody who wants the untagged answers. */
    private void run(String command, @Nullable Consumer<String> listener) throws IOException {
        String mark = "t" + tag++;
        send(mark + " " + command);
        answer(mark, listener);
    }

    /** One message, with a literal that does not wait (RFC 7888). */
    void append(byte[] mail) throws IOException {
        String mark = "t" + tag++;
        byte[] command = (mark + " APPEND INBOX {" + mail.length + "+}\r\n").getBytes(ISO_8859_1);
        byte[] whole = Arrays.copyOf(command, command.length + mail.length + 2);
        System.arraycopy(mail, 0, whole, command.length, mail.length);
        whole[whole.length - 2] = '\r';
        whole[whole.length - 1] = '\n';
        written = System.nanoTime(); // before: whoever waits may be told while we still return
        out.write(whole);
        answer(mark, null);
    }

    /**
     * When the last message was about to be handed to the kernel, as {@link System#nanoTime} has
     * it.
     */
    long written() {
        return written;
    }

    /** The next line of the server, whenever it comes; a literal in it is left out. */
    private String line() throws IOException {
        int length = next();
        String line = new String(input, begin, length, ISO_8859_1);
        consume(length);
        return line;
    }

    private void send(String line) throws IOException {
        out.write((line + "\r\n").getBytes(ISO_8859_1));
    }

    private void answer(String mark, @Nullable Consumer<String> listener) throws IOException {
        byte[] marked = (mark + " ").getBytes(ISO_8859_1);
        while (true) {
            int length = next();
            boolean last =
                    length >= marked.length
                            && Arrays.equals(
                                    input, begin, begin + marked.length, marked, 0, marked.length);
            if (last) {
                String line = new String(input, begin, length, ISO_8859_1);
                consume(length);
                if (!line.startsWith(mark + " OK")) {
                    throw new IOException("IMAP: " + line);
                }
                return;
            }
            if (listener != null) {
                listener.accept(new String(input, begin, length, ISO_8859_1));
            }
            consume(length);
        }
    }

    /** Has a whole line at {@link #begin}; returns its length without CRLF. */
    private int next() throws IOException {
        int at = begin;
        while (true) {
            for (; at < end; at++) {
                if (input[at] == '\n') {
                    return at - 1 - begin;
                }
            }
            int scanned = at - begin;
            fill();
            at = begin + scanned;
        }
    }

    /** Goes past a line, and the literal that it announces. */
    private void consume(int length) throws IOException {
        int literal = 0;
        if (length > 0 && input[begin + length - 1] == '}') {
            int factor = 1;
            for (int at = begin + length - 2; input[at] != '{'; at--) {
                literal += (input[at] - '0') * factor;
                factor *= 10;
            }
        }
        begin += length + 2;
        while (literal > end - begin) {
            literal -= end - begin;
            begin = end;
            fill();
        }
        begin += literal;
    }

    private void fill() throws IOException {
        if (begin > 0) {
            System.arraycopy(input, begin, input, 0, end - begin);
            end -= begin;
            begin = 0;
        }
        if (end == input.length) {
            input = Arrays.copyOf(input, end * 2);
        }
        int count = in.read(input, end, input.length - end);
        if (count < 0) {
            throw new IOException("closed by the other side");
        }
        end += count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
