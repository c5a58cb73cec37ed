package org.hailpost.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.hailpost.message.ReportDraft.Action;
import org.hailpost.message.ReportDraft.Recipient;

/**
 * Writes delivery status notifications (RFC 3464, with the types of RFC 6533 where UTF-8 is
 * needed): plain words, then the same for machines, then what of the mail goes back.
 *
 * <p>Whatever a remote host has said stands on its own lines as data; line breaks and controls in
 * it become spaces.
 */
public final class ReportComposer {
    private static final int WIDTH = 76;
    private static final int MAX_DIAGNOSTIC = 800;

    private final Clock clock;
    private final SecureRandom random;

    /** The clock tells the Date and its zone; the source of randomness makes ids. */
    public ReportComposer(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * The report as a mail, with CRLF; 8-bit octets only if it needs UTF-8 or the mail has some.
     */
    public byte[] compose(ReportDraft report) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        String token = HexFormat.of().formatHex(id);
        byte[] returned = returned(report.returned());
        boolean utf8 = report.needsUtf8();
        StringBuilder head = new StringBuilder();
        header(head, report, token, returned);
        part(head, token, "text/plain; charset=utf-8", utf8);
        words(head, report);
        part(
                head,
                token,
                utf8 ? "message/global-delivery-status" : "message/delivery-status",
                utf8);
        status(head, report);
        part(head, token, returnedType(report), !ascii(returned));
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + returned.length + 64);
        // Without UTF-8, what is not ASCII becomes a question mark.
        Charset charset = utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        out.writeBytes(head.toString().getBytes(charset));
        out.writeBytes(returned);
        out.writeBytes(("\r\n--" + token + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private void header(StringBuilder out, ReportDraft report, String token, byte[] returned) {
        String host = new Address("x", report.reporter()).canonical().domain();
        field(out, "Date", HeaderText.date(clock.instant(), clock.getZone()));
        field(out, "From", "Mail delivery <MAILER-DAEMON@" + host + ">");
        field(out, "To", "<" + report.to() + ">");
        field(out, "Subject", subject(report));
        field(out, "Message-ID", "<" + token + "@" + host + ">");
        String original = messageId(returned);
        if (!original.isEmpty()) {
            field(out, "In-Reply-To", original);
            field(out, "References", original);
        }
        field(out, "Auto-Submitted", "auto-replied"); // RFC 3834 §2, RFC 3464 §2
        field(out, "MIME-Version", "1.0");
        out.append("Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"")
                .append(token)
                .append("\"\r\n");
        if (report.needsUtf8() || !ascii(returned)) {
            field(out, "Content-Transfer-Encoding", "8bit");
        }
        out.append("\r\nThis is a report for mail programs (RFC 3464).\r\n");
    }

    private static void part(StringBuilder out, String token, String type, boolean eightBit) {
        out.append("\r\n--").append(token).append("\r\n");
        field(out, "Content-Type", type);
        field(out, "Content-Transfer-Encoding", eightBit ? "8bit" : "7bit");
        out.append("\r\n");
    }

    private static String subject(ReportDraft report) {
        return switch (worst(report)) {
            case FAILED -> "Your mail could not be delivered";
            case DELAYED -> "Your mail is delayed";
            case RELAYED -> "Your mail was handed over";
            case EXPANDED -> "Your mail was passed on";
            case DELIVERED -> "Your mail was delivered";
        };
    }

    private static Action worst(ReportDraft report) {
        return report.recipients().stream()
                .map(Recipient::action)
                .min(Action::compareTo)
                .orElse(Action.RELAYED);
    }

    private static void words(StringBuilder out, ReportDraft report) {
        for (Action action : Action.values()) {
            List<Recipient> some =
                    report.recipients().stream()
                            .filter(recipient -> recipient.action() == action)
                            .toList();
            if (some.isEmpty()) {
                continue;
            }
            paragraph(out, opening(action));
            for (Recipient recipient : some) {
                out.append("    ").append(recipient.address()).append("\r\n");
                String said = diagnostic(recipient);
                if (!said.isEmpty()) {
                    wrap(
                            out,
                            "        ",
                            recipient.host().isEmpty() ? said : host(recipient, said));
                }
                recipient
                        .retryUntil()
                        .ifPresent(until ->
                                wrap(
                                        out,
                                        "        ",
                                        "It will be tried until " + date(until) + "."));
                out.append("\r\n");
            }
        }
        paragraph(
                out,
                report.returned().whole()
                        ? "Your mail is enclosed. This report was written by "
                                + report.reporter()
                                + "."
                        : "The header of your mail is enclosed. This report was written by "
                                + report.reporter()
                                + ".");
    }

    private static String host(Recipient recipient, String said) {
        return "The host " + recipient.host() + " said: " + said;
    }

    private static String opening(Action action) {
        return switch (action) {
            case FAILED ->
                    "Your mail could not be delivered to these recipients, and will not be tried again:";
            case DELAYED ->
                    "Your mail could not be delivered to these recipients yet. You need do nothing: it will be tried again.";
            case RELAYED ->
                    "Your mail was handed over for these recipients to hosts that may not report any further:";
            case EXPANDED ->
                    "Your mail was passed on to all whom these addresses stand for. Whether it reaches them is reported no further:";
            case DELIVERED -> "Your mail is in the mailboxes of these recipients:";
        };
    }

    /** RFC 3464 §2: fields of the message, then a group of fields for each recipient. */
    private static void status(StringBuilder out, ReportDraft report) {
        if (!report.envelopeId().isEmpty()) {
            field(out, "Original-Envelope-Id", PlainText.line(report.envelopeId(), 100));
        }
        field(out, "Reporting-MTA", "dns; " + report.reporter());
        field(out, "Arrival-Date", date(report.arrived()));
        for (Recipient recipient : report.recipients()) {
            out.append("\r\n");
            if (!recipient.original().isEmpty()) {
                field(out, "Original-Recipient", original(recipient.original()));
            }
            // RFC 6533 §3: the type utf-8 where the address is not ASCII.
            String type = recipient.address().needsUtf8() ? "utf-8; " : "rfc822; ";
            field(out, "Final-Recipient", type + recipient.address());
            field(out, "Action", recipient.action().name().toLowerCase(Locale.ROOT));
            field(out, "Status", recipient.status());
            if (!recipient.host().isEmpty()) {
                field(out, "Remote-MTA", "dns; " + PlainText.line(recipient.host(), 255));
            }
            String said = diagnostic(recipient);
            if (!said.isEmpty()) {
                String kind = recipient.host().isEmpty() ? "x-hailpost; " : "smtp; ";
                field(out, "Diagnostic-Code", kind + said);
            }
            recipient.retryUntil().ifPresent(until -> field(out, "Will-Retry-Until", date(until)));
        }
    }

    /**
     * ORCPT is {@code type;address}; the field has a space between, and the address as it is (RFC
     * 3464 §2.3.1). One of type utf-8 has an encoding of its own, which stays (RFC 6533 §3).
     */
    private static String original(String orcpt) {
        int semicolon = orcpt.indexOf(';');
        String address = orcpt.substring(semicolon + 1).strip();
        return PlainText.line(
                orcpt.substring(0, semicolon + 1) + " " + Xtext.decode(address).orElse(address),
                500);
    }

    private static String diagnostic(Recipient recipient) {
        return PlainText.line(recipient.diagnostic(), MAX_DIAGNOSTIC);
    }

    private static String returnedType(ReportDraft report) {
        if (report.returned().whole()) {
            return report.utf8() ? "message/global" : "message/rfc822";
        }
        return report.utf8() ? "message/global-headers" : "text/rfc822-headers";
    }

    private static byte[] returned(ReportDraft.Returned returned) {
        if (returned.whole()) {
            return returned.bytes();
        }
        // One octet a char, so that no octet is changed.
        String text = new String(returned.bytes(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        int last = end >= 0 ? end : text.lastIndexOf("\r\n");
        return text.substring(0, Math.max(0, last) + (last >= 0 ? 2 : 0))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String messageId(byte[] returned) {
        for (String line : new String(returned, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            if (line.isEmpty()) {
                break;
            }
            if (line.regionMatches(true, 0, "Message-ID:", 0, 11)) {
                String id = line.substring(11).strip();
                return HeaderText.isMessageId(id) ? id : "";
            }
        }
        return "";
    }

    private static String date(Instant time) {
        return HeaderText.date(time, ZoneOffset.UTC);
    }

    private static boolean ascii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Folded at spaces; a word that is longer than a line stays whole. */
    private static void field(StringBuilder out, String name, String value) {
        int column = name.length() + 1;
        out.append(name).append(':');
        for (String word : value.split(" ", -1)) {
            if (column + 1 + word.length() > WIDTH && column > name.length() + 1) {
                out.append("\r\n");
                column = 0;
            }
            out.append(' ').append(word);
            column += 1 + word.length();
        }
        out.append("\r\n");
    }

    private static void paragraph(StringBuilder out, String text) {
        wrap(out, "", text);
        out.append("\r\n");
    }

    private static void wrap(StringBuilder out, String indent, String text) {
        int column = 0;
        for (String word : text.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                out.append("\r\n");
                column = 0;
            }
            out.append(column == 0 ? indent : " ").append(word);
            column += (column == 0 ? indent.length() : 1) + word.length();
        }
        out.append("\r\n");
    }
}
