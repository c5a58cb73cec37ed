package org.hailpost.smtp;

import java.util.function.Function;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;

/**
 * The argument of MAIL or RCPT: {@code FROM:<path> parameters}.
 *
 * @param mailbox what stands between the brackets, without a source route; may be empty
 * @param parameters what follows; may be empty
 */
record PathArgument(String mailbox, String parameters) {
    /**
     * @param keyword {@code FROM:} or {@code TO:}
     * @param fault the reply for a reason
     */
    static PathArgument of(String argument, String keyword, Function<String, SmtpReply> fault)
            throws RefusedException {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            throw new RefusedException(fault.apply("write " + keyword + "<address>"));
        }
        // RFC 5321 §3.3 has no space before the bracket; many who send real mail have.
        String rest = argument.substring(keyword.length()).stripLeading();
        if (!rest.startsWith("<")) {
            throw new RefusedException(fault.apply("address stands in angle brackets"));
        }
        int end = closingBracket(rest);
        if (end < 0) {
            throw new RefusedException(fault.apply("closing bracket is missing"));
        }
        if (end + 1 < rest.length() && rest.charAt(end + 1) != ' ') {
            throw new RefusedException(fault.apply("space is missing after the closing bracket"));
        }
        return new PathArgument(
                withoutRoute(rest.substring(1, end), fault), rest.substring(end + 1).strip());
    }

    /** The mailbox as an address; UTF-8 in it only where SMTPUTF8 was declared (RFC 6531 §3.4). */
    Address address(boolean utf8, Function<String, SmtpReply> fault) throws RefusedException {
        Address address;
        try {
            address = Address.parse(mailbox);
        } catch (AddressSyntaxException e) {
            throw new RefusedException(fault.apply(e.getMessage() + ""));
        }
        if (address.needsUtf8() && !utf8) {
            throw new RefusedException(SmtpReply.UTF8_NOT_DECLARED);
        }
        return address;
    }

    /** A bracket within a quoted local part closes nothing. */
    private static int closingBracket(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /** RFC 5321 appendix C: a source route must be understood and should be ignored. */
    private static String withoutRoute(String path, Function<String, SmtpReply> fault)
            throws RefusedException {
        if (!path.startsWith("@")) {
            return path;
        }
        int colon = path.indexOf(':');
        if (colon < 0) {
            throw new RefusedException(fault.apply("source route has no end"));
        }
        for (String hop : path.substring(0, colon).split(",", -1)) {
            try {
                if (!hop.startsWith("@")) {
                    throw new AddressSyntaxException("source route is malformed");
                }
                new Address("hop", hop.substring(1));
            } catch (AddressSyntaxException e) {
                throw new RefusedException(fault.apply("source route is malformed"));
            }
        }
        return path.substring(colon + 1);
    }
}
