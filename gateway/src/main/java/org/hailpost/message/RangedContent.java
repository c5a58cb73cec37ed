package org.hailpost.message;

import java.io.IOException;
import java.io.InputStream;

/** A message that lies elsewhere and is read from there, as often as it is opened. */
record RangedContent(long size, Content.Source source) implements Content {
    @Override
    public InputStream open(long offset, long length) throws IOException {
        long from = Math.clamp(offset, 0, size);
        return source.open(from, Math.clamp(length, 0, size - from));
    }

    @Override
    public void close() {}
}
