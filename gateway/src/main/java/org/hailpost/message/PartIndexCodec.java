package org.hailpost.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.message.PartIndex.Kind;
import org.hailpost.message.PartIndex.Part;

/**
 * The stored form of a {@link PartIndex}: a version octet, then the parts, parents first. Numbers
 * are unsigned LEB128; each offset counts from the one before it, so they stay small. Strings have
 * a length before them.
 */
final class PartIndexCodec {
    private static final int VERSION = 1;

    private PartIndexCodec() {}

    static byte[] encode(PartIndex index) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        out.write(VERSION);
        write(out, index.root(), 0);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Part part, long from) {
        out.write(code(part.kind()));
        number(out, part.start() - from);
        number(out, part.bodyStart() - part.start());
        number(out, part.size());
        number(out, part.lines());
        string(out, part.type());
        string(out, part.subtype());
        string(out, part.encoding());
        string(out, part.charset());
        number(out, part.parts().size());
        for (Part child : part.parts()) {
            write(out, child, part.bodyStart());
        }
    }

    private static int code(Kind kind) {
        return switch (kind) {
            case LEAF -> 0;
            case MULTIPART -> 1;
            case MESSAGE -> 2;
        };
    }

    private static Kind kind(long code) {
        return switch ((int) code) {
            case 0 -> Kind.LEAF;
            case 1 -> Kind.MULTIPART;
            case 2 -> Kind.MESSAGE;
            default -> throw new IllegalArgumentException("part index is damaged");
        };
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static void string(ByteArrayOutputStream out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    static PartIndex decode(byte[] bytes) {
        try {
            Input in = new Input(bytes);
            if (in.number() != VERSION) {
                throw new IllegalArgumentException("part index of an unknown version");
            }
            return new PartIndex(in.part(0, 0));
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("part index is damaged", e);
        }
    }

    private static final class Input {
        private final byte[] bytes;
        private int at;

        Input(byte[] bytes) {
            this.bytes = bytes;
        }

        Part part(long from, int depth) {
            if (depth > 2 * MessageScanner.MAX_DEPTH) {
                throw new IllegalArgumentException("part index is nested too deep");
            }
            Kind kind = kind(number());
            long start = from + number();
            long bodyStart = start + number();
            long end = bodyStart + number();
            long lines = number();
            String type = string();
            String subtype = string();
            String encoding = string();
            String charset = string();
            int count = (int) number();
            List<Part> parts = new ArrayList<>(Math.min(count, MessageScanner.MAX_PARTS));
            for (int i = 0; i < count; i++) {
                parts.add(part(bodyStart, depth + 1));
            }
            return new Part(
                    start,
                    bodyStart,
                    end,
                    lines,
                    type,
                    subtype,
                    encoding,
                    charset,
                    kind,
                    List.copyOf(parts));
        }

        long number() {
            long value = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("part index has a number that does not end");
        }

        private String string() {
            int length = (int) number();
            if (length > bytes.length - at) {
                throw new IllegalArgumentException("part index is damaged");
            }
            String value = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
            return value;
        }
    }
}
