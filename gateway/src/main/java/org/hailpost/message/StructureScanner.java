package org.hailpost.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.message.HeaderField.Of;
import org.hailpost.message.PartIndex.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The single pass over a message that finds its parts (RFC 2046 §5.1).
 *
 * <p>Each line is looked at once: a header line goes to the header of the current part; any line
 * that begins with two hyphens is compared with the boundaries of the multiparts that are open,
 * innermost first; of all others only the line break counts. Depth and number of parts are limited:
 * what is nested deeper is a leaf, and parts beyond the limit belong to their multipart without
 * being its parts.
 */
final class StructureScanner {
    private final RawHeader.Capture capture = new RawHeader.Capture();
    private final List<Entity> open =
            new ArrayList<>(); // multiparts around the current line, outermost first
    private final List<byte[]> boundaries = new ArrayList<>(); // of these
    private final Entity root = new Entity(null, 0, Of.TOP);
    private Entity current = root;
    private boolean inHeader = true;
    private int parts = 1;
    private long breaks; // line breaks before the current line
    private int lastBreak; // octets of the one just before it

    Entity scan(Content content) throws IOException {
        try (LineReader line = new LineReader(content)) {
            while (line.next()) {
                take(line);
                breaks += line.ends() ? 1 : 0;
                lastBreak = line.terminator();
            }
        }
        closeTo(null, content.size(), breaks);
        return root;
    }

    private void take(LineReader line) {
        byte[] bytes = line.bytes();
        if (line.starts()
                && line.to() - line.from() > 2
                && bytes[line.from()] == '-'
                && bytes[line.from() + 1] == '-') {
            if (takeBoundary(line)) {
                return;
            }
        }
        if (!inHeader) {
            return;
        }
        if (line.starts() && line.to() == line.from()) {
            endHeader(line.nextOffset(), breaks + 1);
        } else {
            current.header.add(line, capture);
        }
    }

    private boolean takeBoundary(LineReader line) {
        for (int i = open.size() - 1; i >= 0; i--) {
            Entity multipart = open.get(i);
            if (multipart.terminated) {
                continue;
            }
            byte[] boundary = boundaries.get(i);
            int rest = afterPrefix(line, boundary);
            if (rest >= 0 && isBlank(line, rest)) {
                closeBefore(line, multipart);
                beginPart(multipart, line.nextOffset());
                return true;
            }
            if (rest >= 0
                    && line.to() - rest >= 2
                    && line.bytes()[rest] == '-'
                    && line.bytes()[rest + 1] == '-'
                    && isBlank(line, rest + 2)) {
                closeBefore(line, multipart);
                multipart.terminated = true;
                return true;
            }
        }
        return false;
    }

    private void beginPart(Entity multipart, long start) {
        if (parts >= MessageScanner.MAX_PARTS) {
            return;
        }
        parts++;
        Entity part = new Entity(multipart, start, Of.PART);
        multipart.parts.add(part);
        current = part;
        inHeader = true;
    }

    /** The header of the current part ends before this offset; decides what its body is. */
    private void endHeader(long bodyStart, long breaksBefore) {
        Entity entity = current;
        entity.header.end(capture);
        entity.bodyStart = bodyStart;
        entity.breaksBefore = breaksBefore;
        entity.classify(
                entity.depth < MessageScanner.MAX_DEPTH && parts < MessageScanner.MAX_PARTS);
        inHeader = false;
        switch (entity.kind) {
            case LEAF -> {}
            case MULTIPART -> {
                open.add(entity);
                boundaries.add(entity.boundary().getBytes(StandardCharsets.ISO_8859_1));
            }
            case MESSAGE -> {
                parts++;
                current = new Entity(entity, bodyStart, Of.MESSAGE);
                entity.parts.add(current);
                inHeader = true;
            }
        }
    }

    private void closeBefore(LineReader line, Entity multipart) {
        closeTo(multipart, line.offset() - lastBreak, breaks - (lastBreak > 0 ? 1 : 0));
    }

    /**
     * Ends every part within the given one, or all, innermost first. What begins after the line
     * break that belongs to the boundary is empty, and what is around it ends with it.
     *
     * @param at where bodies end, and a header that has none
     * @param breaksAt line breaks before there
     */
    private void closeTo(@Nullable Entity outer, long at, long breaksAt) {
        Entity entity = current;
        long end = at;
        while (entity != null && entity != outer) {
            if (inHeader) {
                endHeader(Math.max(entity.start, end), breaksAt);
                entity = current; // Possibly a message that begins and ends here.
                continue;
            }
            end = Math.max(entity.bodyStart, end);
            entity.end = end;
            entity.lines = Math.max(0, breaksAt - entity.breaksBefore);
            if (entity.kind == Kind.MULTIPART) {
                open.removeLast();
                boundaries.removeLast();
                if (entity.parts.isEmpty()) {
                    entity.becomePlainText();
                }
            }
            entity = entity.parent;
            current = entity == null ? root : entity;
        }
    }

    private static int afterPrefix(LineReader line, byte[] boundary) {
        int from = line.from() + 2;
        if (line.to() - from < boundary.length) {
            return -1;
        }
        byte[] bytes = line.bytes();
        for (int i = 0; i < boundary.length; i++) {
            if (bytes[from + i] != boundary[i]) {
                return -1;
            }
        }
        return from + boundary.length;
    }

    /** Only the padding that RFC 2046 §5.1.1 lets transports add. */
    private static boolean isBlank(LineReader line, int from) {
        for (int i = from; i < line.to(); i++) {
            if (line.bytes()[i] != ' ' && line.bytes()[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
