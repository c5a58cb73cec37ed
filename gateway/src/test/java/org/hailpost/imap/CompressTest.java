package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** COMPRESS=DEFLATE (RFC 4978). */
class CompressTest {
    @RegisterExtension final ImapTestServer server = new ImapTestServer();

    @Test
    void allThatFollowsIsCompressedBothWays() {
        server.deliverMails(300);
        ImapClient imap = server.login().compress();
        imap.send("a SELECT INBOX").expect("a OK");
        assertThat(imap.run("b FETCH 1:* (UID FLAGS BODY.PEEK[HEADER])")).hasSize(301);
        String text = ImapTestServer.mail("large") + "x".repeat(200_000) + "\r\n";
        assertThat(imap.append("Sent", "(\\Seen)", text).lines().getLast()).startsWith("ap OK");
        imap.send("c NOOP\r\nd SELECT Sent\r\ne FETCH 1 (RFC822.SIZE)");
        imap.expect("c OK").expect("d OK").expectLine("* 1 FETCH (RFC822.SIZE ");
    }

    @Test
    void itGoesOverTlsToo() throws Exception {
        ImapClient imap = server.connect().expect("* OK");
        imap.send("a STARTTLS").expect("a OK").startTls(TestTls.trusting());
        imap.send("b LOGIN alice@example.org secret").expect("b OK");
        imap.compress().send("c SELECT INBOX").expect("c OK");
    }

    @Test
    void whatIsPushedInIdleComesAtOnce() {
        ImapClient imap = server.inbox().compress();
        imap.send("a IDLE").expect("+ idling");
        for (int i = 1; i <= 3; i++) {
            server.deliverMails(1);
            imap.expectLine("* " + i + " EXISTS");
            imap.expectLine("* " + i + " RECENT");
        }
        imap.send("DONE").expect("a OK");
    }

    @Test
    void itIsPossibleOnceAfterLoginByDeflate() {
        server.connect().expect("* OK").send("a COMPRESS DEFLATE").expect("a BAD");
        ImapClient imap = server.login();
        assertThat(imap.run("b CAPABILITY").getFirst()).contains(" COMPRESS=DEFLATE ");
        imap.send("c COMPRESS LZ4").expect("c BAD");
        imap.send("d COMPRESS").expect("d BAD").send("e COMPRESS DEFLATE 9").expect("e BAD");
        imap.compress().send("f COMPRESS DEFLATE").expect("f NO [COMPRESSIONACTIVE]");
        imap.send("g NOOP").expect("g OK");
    }

    @Test
    void whatIsNotCompressedEndsTheConnection() {
        ImapClient imap = server.login().compress();
        imap.uncompressed("a NOOP\r\n\377\377\377".getBytes(StandardCharsets.ISO_8859_1));
        imap.expect("* BYE");
        imap.expectClosed();
    }

    @Test
    void commandsBehindItInClearAreNotTakenForCommands() {
        ImapClient imap = server.login();
        imap.send("a COMPRESS DEFLATE\r\nb DELETE Drafts").expect("a OK");
        imap.line();
        assertThat(server.store.find(ImapTestServer.ALICE, "Drafts")).isPresent();
    }

    @Test
    void aBombIsNoMoreThanItsCommandMayBe() {
        ImapClient line = server.login().compress();
        line.uncompressed(bomb("a NOOP ", 64));
        line.expect("* BYE Line too long");
        ImapClient literal = server.login().compress();
        literal.uncompressed(bomb("a APPEND INBOX {80000000+}\r\n", 64));
        literal.expect("* BYE");
    }

    @Test
    void emptyBlocksAreNotTakenForSilenceOrForTheEnd() {
        ImapClient imap = server.login().compress();
        byte[] empty = {0, 0, 0, -1, -1};
        for (int i = 0; i < 1000; i++) {
            imap.uncompressed(empty);
        }
        imap.send("a NOOP").expect("a OK");
    }

    @Test
    void theEndOfTheStreamIsTheEndOfTheConnection() {
        ImapClient imap = server.login().compress();
        Deflater deflater = new Deflater(9, true);
        deflater.setInput("a NOOP\r\nb NO".getBytes(StandardCharsets.US_ASCII));
        deflater.finish();
        byte[] bytes = new byte[100];
        imap.uncompressed(Arrays.copyOf(bytes, deflater.deflate(bytes)));
        imap.expect("a OK");
        imap.expectClosed();
    }

    @Test
    void aRestedCompressorGoesOnInTheSameStream() throws IOException, DataFormatException {
        Random random = new Random(1);
        Deflation deflation = new Deflation();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            byte[] piece = new byte[1 + random.nextInt(20_000)];
            for (int at = 0; at < piece.length; at++) {
                piece[at] = (byte) ('a' + random.nextInt(1 + i % 26));
            }
            plain.write(piece);
            deflation.write(wire, piece, 0, piece.length);
            if (random.nextBoolean()) {
                deflation.rest();
            }
        }
        Inflater inflater = new Inflater(true);
        inflater.setInput(wire.toByteArray());
        byte[] all = new byte[plain.size() + 1];
        assertThat(inflater.inflate(all)).isEqualTo(plain.size());
        assertThat(Arrays.copyOf(all, plain.size())).isEqualTo(plain.toByteArray());
    }

    /** So many megabytes of the same, in a thousandth of it. */
    private static byte[] bomb(String begin, int megabytes) {
        Deflater deflater = new Deflater(9, true);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        byte[] chunk = new byte[64 * 1024];
        byte[] next = begin.getBytes(StandardCharsets.US_ASCII);
        byte[] filler = new byte[1024 * 1024];
        Arrays.fill(filler, (byte) 'x');
        for (int i = 0; i <= megabytes; i++) {
            deflater.setInput(next);
            int count;
            do {
                count = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
                bomb.write(chunk, 0, count);
            } while (count == chunk.length);
            next = filler;
        }
        return bomb.toByteArray();
    }
}
