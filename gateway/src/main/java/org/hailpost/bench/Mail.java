package org.hailpost.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Mails of one size, told apart by their number, ready to be sent. */
final class Mail {
    private static final String LINE =
            "The quick brown fox jumps over the lazy dog, and the mail goes on to say so.\r\n";
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SENDERS = 100;

    /** Header {@code X-Bench}: whose number it is. */
    private final String run;

    private final int bytes;
    private final byte[] text;

    /**
     * @param run a word that no other load on the same gateway has
     * @param bytes of a whole mail, roughly
     */
    Mail(String run, int bytes) {
        this.run = run;
        this.bytes = bytes;
        this.text = LINE.repeat(bytes / LINE.length() + 1).getBytes(StandardCharsets.US_ASCII);
    }

    String subject(int number) {
        return run + " " + number;
    }

    /** The number in a subject that {@link #subject} made; -1 for any other. */
    int number(String subject) {
        return subject.startsWith(run + " ")
                ? Integer.parseInt(subject.substring(run.length() + 1))
                : -1;
    }

    String sender(int number) {
        return "sender" + number % SENDERS + "@outside.example";
    }

    /** Header and body. */
    byte[] message(int number) {
        byte[] content = content(number, "reader@inside.example");
        return Arrays.copyOf(content, content.length - END.length);
    }

    /** Header, body and final dot. */
    byte[] content(int number, String recipient) {
        return from(sender(number), number, recipient);
    }

    /** The same from somebody else. */
    byte[] from(String sender, int number, String recipient) {
        String header =
                "From: "
                        + sender
                        + "\r\nTo: "
                        + recipient
                        + "\r\nSubject: "
                        + subject(number)
                        + "\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <"
                        + run
                        + "."
                        + number
                        + "@outside.example>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n\r\n";
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        int lines = Math.max(1, (bytes - head.length) / LINE.length());
        int body = Math.min(text.length, lines * LINE.length());
        byte[] whole = Arrays.copyOf(head, head.length + body + END.length);
        System.arraycopy(text, 0, whole, head.length, body);
        System.arraycopy(END, 0, whole, head.length + body, END.length);
        return whole;
    }
}
