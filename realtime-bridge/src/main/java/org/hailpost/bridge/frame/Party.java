package org.hailpost.bridge.frame;

import org.jspecify.annotations.Nullable;

/**
 * A sender or recipient. {@code name} is what its own mail says; {@code trust} only says why a
 * sender may be believed.
 */
public record Party(String address, @Nullable String name, @Nullable Trust trust) {
    public Party {
        Check.present(address, "address");
    }
}
