package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.account.Quota;

/**
 * The one quota root there is (RFC 9208 §3.2): all mailboxes of the account. An account without a
 * limit has none.
 */
final class QuotaRoot {
    static final String NAME = "Account";

    /** STORAGE counts in these (RFC 9208 §5.1). */
    private static final long UNIT_OCTETS = 1024;

    private QuotaRoot() {}

    static boolean limits(Quota quota) {
        return quota.limits().octets() > 0 || quota.limits().messages() > 0;
    }

    /** Both figures of STORAGE are rounded up: what is within the limit must not look beyond it. */
    static void write(WireOutput out, Quota quota) throws IOException {
        List<String> resources = new ArrayList<>();
        if (quota.limits().octets() > 0) {
            resources.add(
                    "STORAGE "
                            + Math.ceilDiv(quota.usedOctets(), UNIT_OCTETS)
                            + ' '
                            + Math.ceilDiv(quota.limits().octets(), UNIT_OCTETS));
        }
        if (quota.limits().messages() > 0) {
            resources.add("MESSAGE " + quota.usedMessages() + ' ' + quota.limits().messages());
        }
        out.ascii("* QUOTA ").string(NAME);
        out.ascii(" (").ascii(String.join(" ", resources)).ascii(")\r\n");
    }
}
