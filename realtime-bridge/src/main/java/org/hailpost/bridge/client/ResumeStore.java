package org.hailpost.bridge.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.hailpost.bridge.frame.Resume;

/**
 * Keeps how far a terminal has come, so that the next session goes on there. The client loads once
 * and saves after every event that its listener has handled, before it acknowledges; it never calls
 * from two threads at once.
 */
public interface ResumeStore {

    Optional<Resume> load() throws IOException;

    void save(Resume resume) throws IOException;

    /** Remembers over reconnects, not over restarts. */
    static ResumeStore inMemory() {
        AtomicReference<Optional<Resume>> kept = new AtomicReference<>(Optional.empty());
        return new ResumeStore() {
            @Override
            public Optional<Resume> load() {
                return kept.get();
            }

            @Override
            public void save(Resume resume) {
                kept.set(Optional.of(resume));
            }
        };
    }

    /** Remembers in a small file, replaced as a whole on every save. */
    static ResumeStore file(Path file) {
        return new FileResumeStore(file);
    }
}
