package org.hailpost.bridge.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.Outgoing;
import org.hailpost.bridge.client.Sent;
import org.hailpost.bridge.frame.Attachment;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.SentBlob;

/**
 * The files of a conversation: those that go with the next line, and the numbers under which those
 * of others are shown. Used by the user's and the client's thread.
 */
final class ChatFiles {
    /** Numbers that are remembered; the oldest is forgotten first. */
    private static final int MOST = 500;

    private static final Executor THREADS = task -> Thread.ofVirtual().name("save").start(task);

    private final BridgeClient client;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Shown, Integer> numbers = new LinkedHashMap<>();

    @GuardedBy("lock")
    private int last;

    @GuardedBy("lock")
    private List<Path> attached = List.of();

    /** Done when what was sent last is in the client's hands, or will never be; fails never. */
    private CompletableFuture<?> before = CompletableFuture.completedFuture(null);

    /** An attachment that was shown. */
    private record Shown(String message, String part, String name) {}

    ChatFiles(BridgeClient client) {
        this.client = client;
    }

    /**
     * Takes files for the next line, in place of those that were taken before.
     *
     * @return why it cannot; empty if it could
     */
    Optional<String> attach(List<String> words) {
        List<Path> files = new ArrayList<>();
        for (String word : words) {
            Optional<Path> file = FileWords.path(word).filter(Files::isRegularFile);
            if (file.isEmpty() || !Files.isReadable(file.get())) {
                return Optional.of("no file that can be read: " + word);
            }
            files.add(file.get());
        }
        lock.lock();
        try {
            attached = List.copyOf(files);
        } finally {
            lock.unlock();
        }
        return Optional.empty();
    }

    /**
     * Sends a message with the files that were taken for it, once they are uploaded; and behind
     * what was sent before, whose files may be on their way still. Used by the user's thread.
     */
    CompletableFuture<Sent> send(Outgoing message) {
        List<Path> files = take();
        if (files.isEmpty() && before.isDone()) {
            return client.send(message);
        }
        CompletableFuture<?> first = before;
        var handedOver = new CompletableFuture<Void>();
        before = handedOver;
        return first.thenCompose(_ -> upload(files))
                .thenCompose(blobs -> {
                    CompletableFuture<Sent> sent = client.send(message.withBlobs(blobs));
                    handedOver.complete(null);
                    return sent;
                })
                .whenComplete((_, _) -> handedOver.complete(null)); // also if nothing came of it
    }

    /** There are none for the next line. */
    private List<Path> take() {
        lock.lock();
        try {
            List<Path> taken = attached;
            attached = List.of();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** One after the other; fails with the first that does. */
    private CompletableFuture<List<SentBlob>> upload(List<Path> files) {
        CompletableFuture<List<SentBlob>> all = CompletableFuture.completedFuture(List.of());
        for (Path file : files) {
            all =
                    all.thenCompose(sent ->
                            client.upload(file)
                                    .thenApply(blob -> {
                                        List<SentBlob> more = new ArrayList<>(sent);
                                        more.add(blob);
                                        return List.copyOf(more);
                                    }));
        }
        return all;
    }

    /** How the attachments of a message are numbered; one keeps its number. 0: it has none. */
    ToIntFunction<Attachment> numbers(Message message) {
        return attachment -> {
            String part = attachment.part();
            return part == null ? 0 : number(new Shown(message.id(), part, attachment.name()));
        };
    }

    private int number(Shown shown) {
        lock.lock();
        try {
            Integer known = numbers.get(shown);
            if (known != null) {
                return known;
            }
            last++;
            numbers.put(shown, last);
            if (numbers.size() > MOST) {
                numbers.remove(numbers.keySet().iterator().next());
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Saves the attachment with this number; empty if there is none. Takes its time on another
     * thread.
     *
     * @param word a path, or empty for its own name
     */
    Optional<CompletableFuture<Path>> save(int number, String word) {
        return shown(number)
                .map(shown -> CompletableFuture.supplyAsync(() -> save(shown, word), THREADS));
    }

    private Path save(Shown shown, String word) {
        try {
            if (word.isEmpty()) {
                return SavedFile.saveAs(client, shown.message(), shown.part(), shown.name());
            }
            Path path =
                    FileWords.path(word)
                            .orElseThrow(() -> new IOException("no file name: " + word));
            return SavedFile.save(client, shown.message(), shown.part(), path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Shown> shown(int number) {
        lock.lock();
        try {
            return numbers.entrySet().stream()
                    .filter(entry -> entry.getValue() == number)
                    .map(Map.Entry::getKey)
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }
}
