package org.hailpost.store;

import java.nio.file.Path;

/** Another gateway runs on this data directory. */
public final class DataDirectoryInUseException extends DatabaseUnavailableException {
    DataDirectoryInUseException(Path directory, String holder) {
        super(
                "the data directory %s is in use by another gateway (%s); stop it first or name another directory"
                        .formatted(directory, holder));
    }
}
