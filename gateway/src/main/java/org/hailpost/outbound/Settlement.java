package org.hailpost.outbound;

import java.util.List;

/**
 * What became of a consignment.
 *
 * @param fates parallel to its entries
 */
public record Settlement(Consignment consignment, List<Fate> fates) {
    public Settlement {
        fates = List.copyOf(fates);
        if (fates.size() != consignment.entries().size()) {
            throw new IllegalArgumentException("a fate for each recipient");
        }
    }
}
