package org.hailpost.relay;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hailpost.message.Address;
import org.hailpost.message.Xtext;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.OutgoingEnvelope.Returned;
import org.hailpost.outbound.Parcel;
import org.hailpost.outbound.Recipient;

/** MAIL and RCPT with the parameters that the other side understands. */
record EnvelopeCommands(Extensions extensions) {
    String mail(Parcel parcel) {
        OutgoingEnvelope envelope = parcel.envelope();
        StringBuilder out = new StringBuilder("MAIL FROM:<");
        out.append(envelope.sender().map(this::path).orElse("")).append('>');
        if (extensions.has("SIZE")) {
            out.append(" SIZE=").append(parcel.size()); // RFC 1870 §5
        }
        if (envelope.eightBit() && extensions.has("8BITMIME")) {
            out.append(" BODY=8BITMIME"); // RFC 6152 §2
        }
        if (needsUtf8(envelope)) {
            out.append(" SMTPUTF8"); // RFC 6531 §3.4
        }
        if (envelope.requireTls() && extensions.has("REQUIRETLS")) {
            out.append(" REQUIRETLS"); // RFC 8689 §2
        }
        if (extensions.has("DSN")) {
            if (envelope.returned() != Returned.UNSAID) {
                out.append(envelope.returned() == Returned.FULL ? " RET=FULL" : " RET=HDRS");
            }
            if (!envelope.envelopeId().isEmpty()) {
                out.append(" ENVID=").append(Xtext.encode(envelope.envelopeId()));
            }
        }
        return out.append("\r\n").toString();
    }

    String recipient(Recipient recipient) {
        StringBuilder out = new StringBuilder("RCPT TO:<");
        out.append(path(recipient.address())).append('>');
        if (extensions.has("DSN")) {
            if (!recipient.reports().isEmpty()) {
                out.append(
                        recipient.reports().stream()
                                .sorted(Comparator.naturalOrder())
                                .map(Enum::name)
                                .collect(Collectors.joining(",", " NOTIFY=", "")));
            }
            if (!recipient.original().isEmpty()) {
                out.append(" ORCPT=").append(original(recipient.original()));
            }
        }
        return out.append("\r\n").toString();
    }

    static boolean needsUtf8(OutgoingEnvelope envelope) {
        return envelope.utf8() || envelope.sender().map(EnvelopeCommands::needsUtf8).orElse(false);
    }

    /** A domain has a form in ASCII, a local part has none (RFC 6531 §3.2). */
    static boolean needsUtf8(Address address) {
        return address.needsUtf8() && asciiDomain(address).needsUtf8();
    }

    private String path(Address address) {
        return address.needsUtf8() && !extensions.has("SMTPUTF8")
                ? asciiDomain(address).toString()
                : address.toString();
    }

    private static Address asciiDomain(Address address) {
        return new Address(address.localPart(), address.canonical().domain());
    }

    /** RFC 3461 §4.2: the type in front of the semicolon is no xtext. */
    private static String original(String orcpt) {
        int semicolon = orcpt.indexOf(';');
        String type = orcpt.substring(0, Math.max(0, semicolon)).toLowerCase(Locale.ROOT);
        return (type.equals("utf-8") ? "utf-8" : "rfc822")
                + ";"
                + Xtext.encoded(orcpt.substring(semicolon + 1));
    }
}
