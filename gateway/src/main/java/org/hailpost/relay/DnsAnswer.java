package org.hailpost.relay;

import java.util.List;
import org.xbill.DNS.Record;

/** What the DNS says of a name and a type. */
sealed interface DnsAnswer {
    /**
     * There are some.
     *
     * @param name the name they belong to, after all aliases; lower case, no dot at the end
     * @param secure whether DNSSEC has validated all of it
     */
    record Found(List<Record> records, String name, boolean secure) implements DnsAnswer {
        public Found {
            records = List.copyOf(records);
        }
    }

    /** The name has none of this type. */
    record Nothing(boolean secure) implements DnsAnswer {}

    /** There is no such name. */
    record NoSuchName() implements DnsAnswer {}

    /** Nobody can say now. */
    record Failed(String why) implements DnsAnswer {}

    default boolean insecure() {
        return switch (this) {
            case Found found -> !found.secure();
            case Nothing nothing -> !nothing.secure();
            case NoSuchName _, Failed _ -> true;
        };
    }
}
