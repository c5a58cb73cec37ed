package org.hailpost.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path into a folder named after the archive's
 * checksum. The folder appears by one rename, so it is whole or not there; a left-over of an
 * unpacking that was cut short has another name and is never looked at.
 */
final class PostgresBinaries {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);

    private final Path folder;

    private PostgresBinaries(Path folder) {
        this.folder = folder;
    }

    /**
     * @param parent where unpacked versions lie side by side; several processes may share it
     */
    static PostgresBinaries unpackInto(Path parent) throws IOException {
        URL archive = archive();
        Path folder = parent.resolve("postgres-" + checksum(archive));
        if (!Files.isDirectory(folder)) {
            long start = System.nanoTime();
            unpack(archive, folder);
            LOG.info(
                    "event=postgres-unpacked folder={} millis={}",
                    folder,
                    (System.nanoTime() - start) / 1_000_000);
        }
        return new PostgresBinaries(folder);
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /** The first number of the server's version, as it stands in a cluster's PG_VERSION. */
    String majorVersion() throws IOException {
        String output = Subprocess.run(Subprocess.command(program("postgres"), "--version"), "");
        return output.replaceFirst("^\\D*(\\d+).*$", "$1").strip();
    }

    private static URL archive() {
        String machine =
                switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> System.getProperty("os.arch");
                };
        URL archive =
                PostgresBinaries.class
                        .getClassLoader()
                        .getResource("postgres-linux-" + machine + ".txz");
        if (archive == null) {
            throw new DatabaseUnavailableException(
                    "there is no embedded PostgreSQL for this platform (%s %s); name a server with database.url"
                            .formatted(System.getProperty("os.name"), machine));
        }
        return archive;
    }

    private static String checksum(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        long checksum =
                connection instanceof JarURLConnection jar
                        ? jar.getJarEntry().getCrc()
                        : connection.getContentLengthLong();
        return Long.toHexString(checksum);
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        Path parent = Files.createDirectories(folder.getParent());
        Path partial = Files.createTempDirectory(parent, ".unpacking-");
        try {
            try (InputStream stream = new BufferedInputStream(archive.openStream(), 1 << 16);
                    TarArchiveInputStream tar =
                            new TarArchiveInputStream(new XZInputStream(stream))) {
                for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                    unpack(entry, tar, partial);
                }
            }
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(partial, folder);
        } catch (FileAlreadyExistsException e) {
            delete(partial); // another process was faster
        } catch (FileSystemException e) {
            delete(partial);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            delete(partial);
            throw e;
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path into)
            throws IOException {
        if (entry.getName().endsWith(".a")) {
            return; // for linking C programs
        }
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
            throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(content, target);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
