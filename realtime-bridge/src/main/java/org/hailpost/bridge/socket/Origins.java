package org.hailpost.bridge.socket;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose web pages may use the gateway. */
record Origins(Set<String> allowed) {
    Origins {
        allowed = Set.copyOf(allowed);
    }

    /** Programs send no Origin; a web page's must be the gateway's own or a listed one. */
    boolean allow(@Nullable String origin, @Nullable String host) {
        return origin == null
                || allowed.contains(origin)
                || origin.equals("https://" + host)
                || origin.equals("http://" + host);
    }
}
