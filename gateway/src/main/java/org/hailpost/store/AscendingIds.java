package org.hailpost.store;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.LongStream;

/** Ascending ids in few bytes: differences in base 128, the lowest seven bits first. */
final class AscendingIds {
    private AscendingIds() {}

    static byte[] encode(List<Long> ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * ids.size());
        long before = 0;
        for (long id : ids) {
            long rest = id - before;
            while (rest >= 0x80) {
                out.write((int) (rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
            before = id;
        }
        return out.toByteArray();
    }

    static long[] decode(byte[] bytes) {
        LongStream.Builder ids = LongStream.builder();
        long before = 0;
        long difference = 0;
        int shift = 0;
        for (byte b : bytes) {
            difference |= (b & 0x7fL) << shift;
            shift += 7;
            if (b >= 0) {
                before += difference;
                ids.add(before);
                difference = 0;
                shift = 0;
            }
        }
        return ids.build().toArray();
    }
}
