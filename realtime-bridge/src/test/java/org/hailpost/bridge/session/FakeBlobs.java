package org.hailpost.bridge.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory: each account may have four uploads of at most 1 MiB. Of messages there is what a
 * test puts there.
 */
public final class FakeBlobs implements Blobs {
    private static final int MOST = 4;

    private final Map<String, File> files = new ConcurrentHashMap<>();
    private final Map<String, Part> parts = new ConcurrentHashMap<>();
    private volatile boolean down;

    private record File(long account, String id, long length, ByteArrayOutputStream bytes) {
        synchronized Upload upload() {
            boolean whole = bytes.size() == length;
            return new Upload(
                    id,
                    length,
                    bytes.size(),
                    Instant.EPOCH,
                    whole ? blob(bytes.toByteArray()) : null);
        }

        synchronized boolean append(long offset, byte[] piece) {
            if (offset != bytes.size() || offset + piece.length > length) {
                return false;
            }
            bytes.writeBytes(piece);
            return true;
        }
    }

    public static String blob(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public void down(boolean isDown) {
        down = isDown;
    }

    /** A message of the account has this attachment. */
    public void put(long account, String message, String path, String name, String type, byte[] b) {
        parts.put(
                account + "/" + message + "/" + path,
                new Part(
                        name,
                        type,
                        b.length,
                        (offset, length) ->
                                new ByteArrayInputStream(b, (int) offset, (int) length)));
    }

    /** As after its time. */
    public void expire(String id) {
        files.remove(id);
    }

    public byte[] bytes(String id) {
        File file = files.get(id);
        return file == null ? new byte[0] : file.bytes().toByteArray();
    }

    private <T> T up(Supplier<T> answer) {
        if (down) {
            throw new PortUnavailableException("down", new IllegalStateException("test"));
        }
        return answer.get();
    }

    @Override
    public long largest() {
        return 1 << 20;
    }

    @Override
    public Optional<Upload> begin(Principal principal, long length) {
        return up(() -> {
            long account = principal.accountId();
            if (files.values().stream().filter(file -> file.account == account).count() >= MOST) {
                return Optional.empty();
            }
            String id = UUID.randomUUID().toString();
            File file = new File(account, id, length, new ByteArrayOutputStream());
            files.put(id, file);
            return Optional.of(file.upload());
        });
    }

    @Override
    public Optional<Upload> find(Principal principal, String id) {
        return up(() -> file(principal, id).map(File::upload));
    }

    private Optional<File> file(Principal principal, String id) {
        @Nullable File file = files.get(id);
        return Optional.ofNullable(file).filter(f -> f.account == principal.accountId());
    }

    @Override
    public Optional<Upload> append(Principal principal, String id, long offset, byte[] piece) {
        return up(() ->
                file(principal, id).filter(file -> file.append(offset, piece)).map(File::upload));
    }

    @Override
    public Optional<Part> part(Principal principal, String message, String path) {
        return up(() ->
                Optional.ofNullable(parts.get(principal.accountId() + "/" + message + "/" + path)));
    }
}
