package org.hailpost.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The replies in {@code replies/*.txt}: mails as the programs of the world write them, and what a
 * person says of each. A case is
 *
 * <pre>
 * === name
 * sent-to: to whom our mail went that this answers, with the id &lt;sent.N@example.org&gt; of its headers
 * thread: same (it belongs with our mail), or own (a conversation of its own)
 * encode: a charset, and base64 or quoted-printable (if it is not 8bit UTF-8)
 * --- mail
 * --- visible
 * --- folded
 * </pre>
 */
public final class Replies {
    private Replies() {}

    /**
     * One of them.
     *
     * @param folded what is not visible, in order; line breaks and quote marks do not count
     */
    public record Reply(
            String name,
            String sentTo,
            boolean sameThread,
            String encode,
            String mail,
            String visible,
            String folded) {
        /** On the wire. */
        public byte[] bytes() {
            String wire = mail.replace("\n", "\r\n");
            if (encode.isEmpty()) {
                return wire.getBytes(StandardCharsets.UTF_8);
            }
            int body = wire.indexOf("\r\n\r\n") + 4;
            String[] words = encode.split(" ", 2);
            byte[] text = wire.substring(body).getBytes(Charset.forName(words[0]));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(wire.substring(0, body).getBytes(StandardCharsets.UTF_8));
            switch (words[1]) {
                case "base64" -> out.writeBytes(Base64.getMimeEncoder().encode(text));
                case "quoted-printable" -> quotedPrintable(text, out);
                default -> out.writeBytes(text);
            }
            return out.toByteArray();
        }

        /** The id of our mail that its headers name, or might. */
        public String sentId() {
            int number = mail.indexOf("Message-ID: <reply.") + "Message-ID: <reply.".length();
            return "<sent." + mail.substring(number, mail.indexOf('@', number)) + "@example.org>";
        }
    }

    private static void quotedPrintable(byte[] text, ByteArrayOutputStream out) {
        int column = 0;
        for (byte b : text) {
            if (b == '\n' || b == '\r') {
                out.write(b);
                column = 0;
                continue;
            }
            if (column > 70) {
                out.writeBytes("=\r\n".getBytes(StandardCharsets.US_ASCII));
                column = 0;
            }
            boolean plain = b > ' ' && b < 127 && b != '=';
            byte[] octet =
                    plain
                            ? new byte[] {b}
                            : "=%02X".formatted(b & 0xff).getBytes(StandardCharsets.US_ASCII);
            out.writeBytes(octet);
            column += octet.length;
        }
    }

    /** All of them. */
    public static List<Reply> all() {
        try {
            Path directory =
                    Path.of(Objects.requireNonNull(Replies.class.getResource("/replies")).toURI());
            try (Stream<Path> files = Files.list(directory)) {
                return files.filter(file -> file.toString().endsWith(".txt"))
                        .sorted()
                        .flatMap(Replies::read)
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Reply> read(Path file) {
        try {
            List<Reply> replies = new ArrayList<>();
            for (String entry : Files.readString(file).split("(?m)^=== ", -1)) {
                if (!entry.isBlank()) {
                    replies.add(reply(entry));
                }
            }
            return replies.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reply reply(String entry) {
        String head = entry.substring(0, entry.indexOf("--- mail\n"));
        return new Reply(
                head.lines().findFirst().orElseThrow(),
                field(head, "sent-to"),
                field(head, "thread").equals("same"),
                field(head, "encode"),
                section(entry, "--- mail\n", "\n--- visible\n") + "\n",
                section(entry, "\n--- visible\n", "\n--- folded\n"),
                entry.substring(entry.indexOf("\n--- folded\n") + "\n--- folded\n".length()));
    }

    private static String field(String head, String name) {
        return head.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    private static String section(String entry, String from, String to) {
        int start = entry.indexOf(from) + from.length();
        int end = entry.indexOf(to);
        return end < start ? "" : entry.substring(start, end);
    }
}
