package org.hailpost.outbound;

import java.util.List;

/** The keys of our domains. Thread-safe. */
public interface DkimKeys {
    /** Nobody signs. */
    DkimKeys NONE = _ -> List.of();

    /**
     * The keys that sign for a domain; none for a domain that is not ours, or that has none. May
     * block shortly; a store that cannot be asked gives what it knew last.
     */
    List<DkimKey> of(String domain);
}
