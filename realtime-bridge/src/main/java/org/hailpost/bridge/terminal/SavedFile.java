package org.hailpost.bridge.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hailpost.bridge.client.BridgeClient;

/**
 * Keeps an attachment on this computer. Whatever its sender calls it, it becomes a new file of the
 * directory in which the terminal was started, and never one that is there already.
 */
final class SavedFile {
    private static final int TRIES = 1000;
    private static final int LONGEST = 150;

    private SavedFile() {}

    /** A file that has just been made, and where its bytes go. */
    private record New(Path path, OutputStream out) {}

    /** Under exactly this path. Blocks; what broke off leaves no file. */
    static Path save(BridgeClient client, String message, String part, Path path)
            throws IOException {
        try {
            return filled(client, message, part, create(path));
        } catch (FileAlreadyExistsException _) {
            throw new IOException(path + " is there already");
        }
    }

    /** Under its own name, or that with a number. */
    static Path saveAs(BridgeClient client, String message, String part, String name)
            throws IOException {
        String safe = name(name);
        int dot = safe.lastIndexOf('.') > 0 ? safe.lastIndexOf('.') : safe.length();
        for (int i = 0; i < TRIES; i++) {
            String numbered =
                    i == 0 ? safe : safe.substring(0, dot) + "-" + i + safe.substring(dot);
            try {
                return filled(client, message, part, create(Path.of(numbered)));
            } catch (FileAlreadyExistsException _) {
                // The next number.
            }
        }
        throw new IOException("there are too many files called " + safe + " already");
    }

    private static New create(Path path) throws IOException {
        return new New(
                path,
                Files.newOutputStream(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    private static Path filled(BridgeClient client, String message, String part, New file)
            throws IOException {
        boolean whole = false;
        try (OutputStream out = file.out()) {
            var _ = client.download(message, part, out).join();
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(file.path());
            }
        }
        return file.path();
    }

    /** A plain file name of what somebody else says one is. */
    static String name(String foreign) {
        StringBuilder name = new StringBuilder();
        String line = SafeText.line(foreign);
        for (int i = 0; i < line.length() && name.length() < LONGEST; i++) {
            char c = line.charAt(i);
            name.append("/\\:<>\"|?*\uFFFD".indexOf(c) >= 0 ? '_' : c);
        }
        while (!name.isEmpty() && (name.charAt(0) == '.' || name.charAt(0) == '-')) {
            name.deleteCharAt(0);
        }
        return name.toString().isBlank() ? "attachment" : name.toString().strip();
    }
}
