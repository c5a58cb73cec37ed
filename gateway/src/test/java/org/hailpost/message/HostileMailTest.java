package org.hailpost.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are: an answer, in bounded time and size, and valid IMAP data. */
@Timeout(120)
class HostileMailTest {
    /** No scan result may be larger than this, whatever the mail. */
    private static final int MAX_RENDERED = 3 * 1024 * 1024;

    @TempDir Path directory;

    static ScannedMessage check(byte[] mail) {
        long start = cpuNanos();
        ScannedMessage message = Mails.scan(mail);
        Duration took = Duration.ofNanos(cpuNanos() - start);
        assertThat(took).isLessThan(Duration.ofSeconds(3));
        assertThat(message.size()).isEqualTo(mail.length);
        assertThat(message.envelope().length).isLessThan(MAX_RENDERED);
        assertThat(message.bodyStructure().length).isLessThan(MAX_RENDERED);
        ImapData.checkEnvelope(ImapData.parse(message.envelope()));
        ImapData.checkBody(ImapData.parse(message.bodyStructure()), true);
        ImapData.checkBody(ImapData.parse(message.body()), false);
        PartIndex index = PartIndex.decode(message.partIndex());
        assertThat(index.encode()).isEqualTo(message.partIndex());
        checkRanges(index.root(), 0, mail.length);
        assertThat(message.text().text().length() + message.text().quoted().length())
                .isLessThanOrEqualTo(MessageScanner.MAX_TEXT);
        assertThat(message.searchText().length())
                .isLessThanOrEqualTo(MessageScanner.MAX_SEARCH_TEXT);
        checkText(message.text().text());
        checkText(message.text().quoted());
        checkText(message.searchText());
        checkText(message.headers().toString());
        checkText(message.attachments().toString());
        return message;
    }

    /** Java asks all its providers of charsets anew for a name that it does not know. */
    @Test
    void wordsOfCharsetsThatNobodyKnowsCostLittle() {
        int words = 1000;
        var subject = new StringBuilder("Subject: ");
        for (int i = 0; i < words; i++) {
            subject.append("=?x-none-").append(i).append("?Q?=E1?= a ");
        }
        byte[] mail = subject.append("\r\n\r\n").toString().getBytes(ISO_8859_1);
        check(mail); // what is made once is not of interest
        long before = allocated();
        Mails.scan(mail);
        assertThat((allocated() - before) / words).as("octets of each").isLessThan(10_000);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    /** Of this thread, so that a busy machine does not fail the test. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void checkRanges(PartIndex.Part part, long from, long to) {
        assertThat(part.start()).isBetween(from, to);
        assertThat(part.bodyStart()).isBetween(part.start(), to);
        assertThat(part.end()).isBetween(part.bodyStart(), to);
        assertThat(part.lines()).isBetween(0L, part.size());
        long at = part.bodyStart();
        for (PartIndex.Part child : part.parts()) {
            checkRanges(child, at, part.end());
            at = child.end();
        }
    }

    /** What PostgreSQL refuses in text. */
    private static void checkText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            assertThat((int) c).isNotZero();
            if (Character.isHighSurrogate(c)) {
                i++;
                assertThat(i < text.length() && Character.isLowSurrogate(text.charAt(i))).isTrue();
            } else {
                assertThat(Character.isLowSurrogate(c)).isFalse();
            }
        }
    }

    @Test
    void twentyThousandPartsBecomeAThousand() {
        String mail =
                "Content-Type: multipart/mixed; boundary=b\n\n"
                        + "--b\n\nx\n".repeat(20_000)
                        + "--b--\n";
        ScannedMessage message = check(Mails.bytes(mail));
        assertThat(PartIndex.decode(message.partIndex()).root().parts())
                .hasSize(MessageScanner.MAX_PARTS - 1);
    }

    @Test
    void multipartsFiveThousandDeepEndAtTheLimit() {
        StringBuilder mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b0\n\n");
        for (int i = 0; i < 5000; i++) {
            mail.append("--b")
                    .append(i)
                    .append("\nContent-Type: multipart/mixed; boundary=b")
                    .append(i + 1)
                    .append("\n\n");
        }
        check(Mails.bytes(mail.toString()));
    }

    @Test
    void messagesFiveThousandDeepEndAtTheLimit() {
        check(Mails.bytes("Content-Type: message/rfc822\n\n".repeat(5000)));
        check(Mails.bytes("Content-Type: multipart/digest; boundary=b\n\n--b\n\n".repeat(5000)));
        check(
                Mails.bytes(
                        "Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                                .repeat(5000)));
    }

    @Test
    void manyEmptyMessagesAreBounded() {
        check(
                Mails.bytes(
                        "Content-Type: multipart/digest; boundary=b\n\n" + "--b\n".repeat(20_000)));
        check(
                Mails.bytes(
                        "Content-Type: multipart/digest; boundary=b\n\n"
                                + "--b\n\n\n\n".repeat(20_000)));
    }

    @Test
    void aHundredThousandHeaderFieldsAreSteppedOver() {
        ScannedMessage message =
                check(
                        Mails.bytes(
                                "X: y\n".repeat(50_000)
                                        + "Received: z\n".repeat(50_000)
                                        + "\nbody"));
        assertThat(message.headers().receivedCount()).isEqualTo(50_000);
        assertThat(message.text().text()).isEqualTo("body");
    }

    @Test
    void aMillionCharactersInOneFieldAreCut() {
        assertThat(
                        check(Mails.bytes("Subject: " + "s".repeat(1_000_000) + "\n\nb"))
                                .headers()
                                .subject())
                .hasSize(2000);
        check(Mails.bytes("Subject: " + "=?".repeat(500_000) + "\n\nb"));
        check(Mails.bytes("Subject: " + "=?utf-8?q?".repeat(100_000) + "\n\nb"));
        check(Mails.bytes("Subject: " + "=?utf-8?q?=C3=A4?= ".repeat(50_000) + "\n\nb"));
        check(Mails.bytes("From: " + "(".repeat(1_000_000) + "\n\nb"));
        check(Mails.bytes("From: " + "\"".repeat(1_000_001) + "\n\nb"));
        check(Mails.bytes("From: " + "a:".repeat(500_000) + "\n\nb"));
        check(Mails.bytes("From: " + "<@a".repeat(300_000) + "\n\nb"));
        check(Mails.bytes("From: " + "a@b ".repeat(300_000) + "\n\nb"));
        check(Mails.bytes("References: " + "<".repeat(1_000_000) + "\n\nb"));
        check(Mails.bytes("Content-Type: " + "(".repeat(1_000_000) + "\n\nb"));
        check(Mails.bytes("Content-Type: text/plain; " + "a".repeat(1_000_000) + "\n\nb"));
        check(
                Mails.bytes(
                        "Content-Disposition: attachment; "
                                + "filename*0*=''%00; ".repeat(50_000)
                                + "\n\nb"));
        check(Mails.bytes("Date: " + "(".repeat(1_000_000) + "\n\nb"));
    }

    @Test
    void largeHeadersOfAThousandPartsKeepTheBudget() {
        String part = "--b\nContent-Description: " + "\u00e4\"\\".repeat(20_000) + "\n\n\n";
        check(Mails.bytes("Content-Type: multipart/mixed; boundary=b\n\n" + part.repeat(300)));
    }

    @Test
    void nulsAndEightBitsAreCarriedOrReplaced() {
        byte[] all = new byte[256 * 40];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String bytes = new String(all, ISO_8859_1);
        check(bytes.getBytes(ISO_8859_1));
        for (String field :
                List.of(
                        "From",
                        "Subject",
                        "Content-Type",
                        "Content-Disposition",
                        "Date",
                        "References",
                        "Message-Id")) {
            String value = bytes.replace("\n", "").replace("\r", "\r \r");
            check((field + ": " + value + "\r\n\r\n" + bytes).getBytes(ISO_8859_1));
        }
    }

    @Test
    void deepHtmlIsTurnedToTextInBoundedTime() {
        String html = "Content-Type: text/html\n\n";
        check(Mails.bytes(html + "<div>".repeat(100_000) + "x"));
        check(Mails.bytes(html + "<blockquote>".repeat(50_000) + "x<br>".repeat(10_000)));
        check(Mails.bytes(html + "<table><tr><td>".repeat(20_000) + "x"));
        check(Mails.bytes(html + "<b><i><a>".repeat(30_000) + "</b>".repeat(30_000)));
        check(Mails.bytes(html + "<p>".repeat(100_000) + "&#0;&#xd800;x\u0000"));
        check(Mails.bytes(html + "<!--".repeat(100_000)));
        check(Mails.bytes(html + "<a " + "x=\"".repeat(100_000)));
        check(Mails.bytes(html + "<svg><math>".repeat(30_000)));
    }

    @Test
    void wordsInManyCharsetsNeverFail() {
        for (String charset :
                List.of(
                        "utf-8",
                        "utf-16",
                        "iso-2022-jp",
                        "gb2312",
                        "hz-gb-2312",
                        "x-unknown",
                        "cp037",
                        "'",
                        "utf-7",
                        "x-JISAutoDetect",
                        "x-COMPOUND_TEXT",
                        "iso-2022-cn")) {
            for (String text : List.of("=D8=00", "=1B$B", "=ED=A0=80", "=FF=FE=00=D8", "=C3")) {
                check(
                        Mails.bytes(
                                "Subject: =?"
                                        + charset
                                        + "?q?"
                                        + text
                                        + "?=\nContent-Type: text/plain; charset="
                                        + charset
                                        + "\nContent-Transfer-Encoding: quoted-printable\n\n"
                                        + text));
            }
        }
    }

    @Test
    void randomBytesNeverFail() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            check(bytes);
        }
    }

    @Test
    void mutatedMailsNeverFail() {
        Random random = new Random(2);
        List<String> pieces =
                List.of(
                        "\r\n",
                        "\n",
                        "\r",
                        "--b",
                        "--b--",
                        "--c\r\n",
                        "\r\n\r\n",
                        "(",
                        ")",
                        "\"",
                        "\\",
                        "<",
                        ">",
                        "@",
                        ",",
                        ";",
                        ":",
                        "=?utf-8?b?",
                        "?=",
                        "\0",
                        "\u00ff",
                        "Content-Type: multipart/mixed; boundary=b\r\n",
                        "Content-Type: multipart/digest; boundary=\"c\"\r\n",
                        "Content-Type: message/rfc822\r\n",
                        "Content-Transfer-Encoding: base64\r\n",
                        "Content-Disposition: attachment; filename*=utf-8''%41\r\n",
                        "To: a:b@c,<d@e>;\r\n",
                        "From: x <y@z>\r\n",
                        "\r\nContent-Type: text/html\r\n\r\n<p>",
                        "> q\r\n",
                        "-- \r\n");
        for (int i = 0; i < 5000; i++) {
            StringBuilder mail = new StringBuilder();
            int count = random.nextInt(60);
            for (int j = 0; j < count; j++) {
                mail.append(pieces.get(random.nextInt(pieces.size())));
                if (random.nextInt(4) == 0) {
                    mail.append((char) random.nextInt(256));
                }
            }
            check(mail.toString().getBytes(ISO_8859_1));
        }
    }

    @Test
    void aSpooledMailIsScannedLikeOneInMemory() throws IOException {
        Random random = new Random(3);
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        mail.writeBytes(
                Mails.bytes(
                        "Subject: "
                                + "s".repeat(300_000)
                                + "\nContent-Type: multipart/mixed; boundary=b\n\n"));
        for (int i = 0; i < 20; i++) {
            mail.writeBytes(Mails.bytes("--b\nContent-Type: application/octet-stream\n\n"));
            byte[] part = new byte[random.nextInt(400_000)];
            random.nextBytes(part);
            mail.writeBytes(part);
            mail.writeBytes(
                    Mails.bytes(
                            "x".repeat(random.nextInt(300_000))
                                    + "\n--bb\n"
                                    + "y\n".repeat(random.nextInt(50_000))));
        }
        mail.writeBytes(Mails.bytes("--b\n\nlast\n--b--\n"));
        ScannedMessage small = check(mail.toByteArray());
        try (ContentSpool spool = new ContentSpool(directory, 1000, Long.MAX_VALUE)) {
            spool.write(mail.toByteArray());
            try (Content content = spool.finish()) {
                assertThat(content).isInstanceOf(SpooledContent.class);
                ScannedMessage large = MessageScanner.scan(content);
                assertThat(large.bodyStructure()).isEqualTo(small.bodyStructure());
                assertThat(large.partIndex()).isEqualTo(small.partIndex());
                assertThat(large.envelope()).isEqualTo(small.envelope());
                assertThat(large.searchText()).isEqualTo(small.searchText());
            }
        }
    }
}
