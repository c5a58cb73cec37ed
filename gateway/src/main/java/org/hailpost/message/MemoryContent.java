package org.hailpost.message;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A small message in the heap. The array is shared, not copied. */
@SuppressWarnings(
        "ArrayRecordComponent") // Compared by nobody; a copy per mail would cost more than the
// class gives.
record MemoryContent(byte[] array) implements Content {
    @Override
    public long size() {
        return array.length;
    }

    @Override
    public InputStream open(long offset, long length) {
        int from = Math.clamp(offset, 0, array.length);
        int count = Math.clamp(length, 0, array.length - from);
        return new ByteArrayInputStream(array, from, count);
    }

    @Override
    public byte[] bytes() {
        return array.clone();
    }

    @Override
    public void close() {}
}
