package org.hailpost.message;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * A mailbox address (RFC 5321 §4.1.2 with the UTF-8 of RFC 6531), always valid.
 *
 * @param localPart without quoting: {@code john doe}, not {@code "john doe"}
 * @param domain as written: a host name, or an address literal with its brackets
 */
public record Address(String localPart, String domain) {
    /** Octets, RFC 5321 §4.5.3.1.1. */
    static final int MAX_LOCAL_PART = 64;

    /** Octets, RFC 5321 §4.5.3.1.2. */
    static final int MAX_DOMAIN = 255;

    /** Octets without the angle brackets, RFC 5321 §4.5.3.1.3. */
    static final int MAX_ADDRESS = 254;

    public Address {
        if (localPart.isEmpty()) {
            throw new AddressSyntaxException("local part is empty");
        }
        for (int i = 0; i < localPart.length(); i++) {
            if (!AddressSyntax.quotable(localPart, i)) {
                throw new AddressSyntaxException("local part has a forbidden character");
            }
        }
        AddressSyntax.checkDomain(domain);
        int local = octets(quoteIfNeeded(localPart));
        if (local > MAX_LOCAL_PART) {
            throw new AddressSyntaxException("local part is longer than 64 octets");
        }
        int host = octets(domain);
        if (host > MAX_DOMAIN || local + 1 + host > MAX_ADDRESS) {
            throw new AddressSyntaxException("address is longer than 254 octets");
        }
    }

    /**
     * Reads a bare mailbox, without angle brackets and source route.
     *
     * @throws AddressSyntaxException if it is none
     */
    public static Address parse(String text) {
        return AddressSyntax.parse(text);
    }

    /**
     * The form two spellings of one mailbox share: the domain as lower-case A-labels, the local
     * part NFC and lower-cased. RFC 5321 §2.4 lets a host tell {@code Bob} from {@code bob}; none
     * worth mailing does.
     */
    public Address canonical() {
        String local =
                Normalizer.normalize(localPart, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        String host = asciiDomain();
        if (local.equals(localPart) && host.equals(domain)) {
            return this;
        }
        try {
            return new Address(local, host);
        } catch (AddressSyntaxException e) {
            return this; // The longer spelling breaks a limit; the address as written still is its
            // own name.
        }
    }

    /**
     * This address without what follows the first separator: {@code bob+tag} is {@code bob}; itself
     * if it has none.
     */
    public Address withoutTag(char separator) {
        int at = localPart.indexOf(separator);
        return at <= 0 ? this : new Address(localPart.substring(0, at), domain);
    }

    /** True if it can be sent only to hosts that announce SMTPUTF8. */
    public boolean needsUtf8() {
        return !AddressSyntax.ascii(localPart) || !AddressSyntax.ascii(domain);
    }

    /**
     * The wire form, local part quoted if it needs it; holds no line break and no control
     * character.
     */
    @Override
    public String toString() {
        return quoteIfNeeded(localPart) + "@" + domain;
    }

    private String asciiDomain() {
        if (domain.startsWith("[")) {
            return domain.toLowerCase(Locale.ROOT);
        }
        try {
            return AddressSyntax.ascii(domain)
                    ? domain.toLowerCase(Locale.ROOT)
                    : IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }

    static String quoteIfNeeded(String local) {
        if (AddressSyntax.dotString(local)) {
            return local;
        }
        StringBuilder quoted = new StringBuilder(local.length() + 4).append('"');
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
