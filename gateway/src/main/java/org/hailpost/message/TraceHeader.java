package org.hailpost.message;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The fields a server adds on top of a mail it takes (RFC 5321 §4.4). They are kept apart from the
 * content and served before it. Whatever a client has said is filtered first: nothing of it can end
 * a line or a comment.
 */
public final class TraceHeader {
    private static final int MAX_NAME = 255;
    private static final String HOST_MARKS = ".-_:[]";
    private static final String WORD_MARKS = ".-_=/+";

    /**
     * How a mail came in.
     *
     * @param helo what the client called itself: anything
     * @param peer where it really came from
     * @param host our own name
     * @param protocol {@code SMTP ESMTP ESMTPS ESMTPA ESMTPSA}, or with {@code UTF8} before it (RFC
     *     3848, RFC 6531)
     * @param id of the transaction, as in the log
     * @param tls version and cipher suite; empty if the line was clear
     * @param recipient null if there are several, for they must not learn of one another
     */
    public record Hop(
            String helo,
            InetAddress peer,
            String host,
            String protocol,
            String id,
            String tls,
            @Nullable Address recipient,
            Instant time) {}

    private TraceHeader() {}

    /** The Return-Path field, with its CRLF; null is the null sender. */
    public static byte[] returnPath(@Nullable Address sender) {
        return ("Return-Path: <" + (sender == null ? "" : sender) + ">\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The Received field, folded, with its CRLF. */
    public static byte[] received(Hop hop) {
        String helo = HeaderText.filtered(hop.helo(), HOST_MARKS, MAX_NAME);
        return received(
                hop,
                "from "
                        + (helo.isEmpty() ? "unknown" : helo)
                        + " ("
                        + literal(hop.peer())
                        + ")\r\n\t");
    }

    /**
     * The same without where it came from: which hosts our members write from is nobody's business
     * (RFC 5321 §7.6).
     */
    public static byte[] receivedFromMember(Hop hop) {
        return received(hop, "");
    }

    private static byte[] received(Hop hop, String from) {
        StringBuilder out = new StringBuilder(300);
        out.append("Received: ").append(from).append("by ");
        out.append(HeaderText.filtered(hop.host(), HOST_MARKS, MAX_NAME));
        out.append(" with ").append(HeaderText.filtered(hop.protocol(), "", 20));
        out.append(" id ").append(HeaderText.filtered(hop.id(), WORD_MARKS, 100));
        if (!hop.tls().isEmpty()) {
            out.append("\r\n\t(")
                    .append(HeaderText.filtered(hop.tls(), WORD_MARKS + " ", 100))
                    .append(')');
        }
        if (hop.recipient() != null) {
            out.append("\r\n\tfor <").append(hop.recipient()).append('>');
        }
        out.append(";\r\n\t").append(HeaderText.date(hop.time(), ZoneOffset.UTC)).append("\r\n");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String literal(InetAddress peer) {
        String address = peer.getHostAddress();
        int zone = address.indexOf('%');
        return (peer instanceof Inet6Address ? "[IPv6:" : "[")
                + (zone < 0 ? address : address.substring(0, zone))
                + "]";
    }
}
