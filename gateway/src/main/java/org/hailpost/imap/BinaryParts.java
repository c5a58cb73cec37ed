package org.hailpost.imap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.PartIndex;

/**
 * Makes a message that came as a literal8 one that BODY and BODYSTRUCTURE can show: parts that have
 * NUL, or bare CR and LF and say that they are binary, become base64, which loses nothing (RFC 3516
 * §4.4, §6). All else stays as it is, with CRLF at the end of lines. Streams.
 */
final class BinaryParts {
    private static final int CHUNK = 8 * 1024;
    private static final int MAX_HEADER = 1024 * 1024;
    private static final String FIELD = "Content-Transfer-Encoding";

    private final Content raw;
    private final OutputStream target;
    private final CrlfOutput text;

    private BinaryParts(Content raw, OutputStream target) {
        this.raw = raw;
        this.target = target;
        this.text = new CrlfOutput(target);
    }

    /**
     * Writes the message in its lasting form.
     *
     * @throws CrlfOutput.NulException for a NUL outside of the body of a part
     */
    static void encode(Content raw, OutputStream target) throws IOException {
        new BinaryParts(raw, target).encode();
    }

    private void encode() throws IOException {
        List<PartIndex.Part> leaves = new ArrayList<>();
        addLeaves(PartIndex.decode(MessageScanner.scan(raw).partIndex()).root(), leaves);
        long at = 0;
        for (PartIndex.Part leaf : leaves) {
            if (needsEncoding(leaf)) {
                copy(at, leaf.start());
                writeHeader(leaf);
                writeBody(leaf);
                at = leaf.end();
            }
        }
        copy(at, raw.size());
    }

    /** In the order in which they stand. */
    private static void addLeaves(PartIndex.Part part, List<PartIndex.Part> leaves) {
        if (part.kind() == PartIndex.Kind.LEAF) {
            leaves.add(part);
        }
        part.parts().forEach(each -> addLeaves(each, leaves));
    }

    private boolean needsEncoding(PartIndex.Part leaf) throws IOException {
        boolean binary = leaf.encoding().equals("binary");
        try (InputStream body = raw.open(leaf.bodyStart(), leaf.size())) {
            byte[] chunk = new byte[CHUNK];
            int last = 0;
            for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
                for (int i = 0; i < count; i++) {
                    byte b = chunk[i];
                    boolean bare = (b == '\n') != (last == '\r');
                    if (b == 0 || (binary && bare)) {
                        return true;
                    }
                    last = b;
                }
            }
            return binary && last == '\r';
        }
    }

    private void writeHeader(PartIndex.Part leaf) throws IOException {
        long size = leaf.bodyStart() - leaf.start();
        if (size > MAX_HEADER) {
            throw new IOException("header too large");
        }
        byte[] header;
        try (InputStream in = raw.open(leaf.start(), size)) {
            header = in.readAllBytes();
        }
        int at = 0;
        while (at < header.length && header[at] != '\r' && header[at] != '\n') {
            int end = HeaderFilter.fieldEnd(header, at);
            if (!HeaderFilter.named(header, at, end, FIELD)) {
                text.write(header, at, end - at);
            }
            at = end;
        }
        text.write((FIELD + ": base64\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void writeBody(PartIndex.Part leaf) throws IOException {
        // Its close writes the last group and closes nothing below.
        try (InputStream body = raw.open(leaf.bodyStart(), leaf.size());
                OutputStream base64 = Base64.getMimeEncoder().wrap(new Unclosed(target))) {
            body.transferTo(base64);
        }
        if (leaf.end() == raw.size()) {
            target.write('\r');
            target.write('\n');
        }
    }

    private void copy(long from, long to) throws IOException {
        try (InputStream in = raw.open(from, to - from)) {
            in.transferTo(text);
        }
    }

    /** A stream that somebody else closes. */
    private static final class Unclosed extends OutputStream {
        private final OutputStream target;

        Unclosed(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            target.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            target.write(bytes, offset, length);
        }
    }
}
