package org.hailpost.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A mail host that sends {@link Letters}, one after the other, over a connection that it keeps as
 * long as it lasts. "Later", and a connection that breaks before the final dot, is tried again;
 * what breaks after it is not, so that such a mail is stored once or not at all.
 */
final class LetterSender implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final int number;
    private final Target target;
    private final Letters letters;
    private final Duration interval;
    private final Flow flow;
    private @Nullable Connection connection;

    /**
     * What all senders share.
     *
     * @param enough whether no more mails are wanted
     * @param late whether there is no use in trying on
     * @param spoolFull whether large mails are wanted
     * @param lives counts up before the gateway ends
     */
    record Flow(
            BooleanSupplier enough,
            BooleanSupplier late,
            BooleanSupplier spoolFull,
            AtomicInteger lives,
            AtomicInteger later) {}

    /**
     * @param interval between two mails
     */
    LetterSender(int number, Target target, Letters letters, Duration interval, Flow flow) {
        this.number = number;
        this.target = target;
        this.letters = letters;
        this.interval = interval;
        this.flow = flow;
    }

    @Override
    public void run() {
        long due = System.nanoTime();
        while (!flow.enough.getAsBoolean()) {
            deliver(letters.next(number, flow.spoolFull.getAsBoolean()));
            due = Math.max(due + interval.toNanos(), System.nanoTime() - PAUSE.toNanos());
            LockSupport.parkNanos(due - System.nanoTime());
        }
        disconnect();
    }

    private void deliver(Letters.Letter letter) {
        int saidLaterIn = -1;
        while (letter.fate == Letters.Fate.UNDER_WAY && !flow.late.getAsBoolean()) {
            int life = flow.lives.get();
            letter.mayBeDouble |= saidLaterIn >= 0 && saidLaterIn != life;
            boolean dot = false;
            try {
                Connection open = connected();
                if (open.envelope(letter)) {
                    dot = true;
                    String reply = open.content(letter);
                    letter.fate = fate(reply);
                    saidLaterIn = reply.startsWith("451") ? life : -1;
                }
            } catch (IOException e) {
                disconnect();
                if (dot) {
                    letter.fate = Letters.Fate.UNKNOWN;
                }
            }
            if (letter.fate == Letters.Fate.UNDER_WAY) {
                flow.later.incrementAndGet();
                disconnect();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static Letters.Fate fate(String reply) {
        return switch (reply.charAt(0)) {
            case '2' -> Letters.Fate.KEPT;
            case '5' -> Letters.Fate.REFUSED;
            default -> Letters.Fate.UNDER_WAY;
        };
    }

    private Connection connected() throws IOException {
        Connection open = connection;
        if (open == null) {
            open = new Connection(target);
            connection = open;
            open.greet();
        }
        return open;
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** A conversation in SMTP. */
    private static final class Connection {
        private final Target target;
        private final Socket socket = new Socket();
        private final BufferedReader in;
        private final OutputStream out;

        Connection(Target target) throws IOException {
            this.target = target;
            int patience = (int) PATIENCE.toMillis();
            try {
                socket.connect(target.smtp(), patience);
                socket.setSoTimeout(patience);
                socket.setTcpNoDelay(true);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
                out = socket.getOutputStream();
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        void greet() throws IOException {
            if (!reply().startsWith("220") || !says("EHLO chaos.example", "250")) {
                throw new IOException("not now");
            }
        }

        /** Up to the 354; false if the gateway will not have it now. */
        boolean envelope(Letters.Letter letter) throws IOException {
            if (!says("MAIL FROM:<" + letter.envelopeSender() + ">", "250")) {
                return false;
            }
            for (int recipient : letter.recipients()) {
                if (!says("RCPT TO:<" + target.account(recipient).address() + ">", "250")) {
                    return false;
                }
            }
            return says("DATA", "354");
        }

        String content(Letters.Letter letter) throws IOException {
            String recipient = target.account(letter.recipients().getFirst()).address();
            out.write(letter.content(recipient));
            return reply();
        }

        private boolean says(String command, String answer) throws IOException {
            out.write((command + "\r\n").getBytes(US_ASCII));
            return reply().startsWith(answer);
        }

        private String reply() throws IOException {
            String line = in.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                line = in.readLine();
            }
            if (line == null || line.isEmpty()) {
                throw new IOException("closed by the other side");
            }
            return line;
        }

        void close() {
            try {
                socket.close();
            } catch (IOException _) {
                // Nothing more is wanted of it.
            }
        }
    }
}
