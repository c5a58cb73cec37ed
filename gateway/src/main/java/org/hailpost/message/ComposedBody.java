package org.hailpost.message;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/**
 * The body of what {@link Composer} writes: the text as format=flowed (RFC 3676), the same as HTML
 * for programs that show plain text in a fixed pitch, and the files.
 */
final class ComposedBody {
    private static final int WIDTH = 76;

    private ComposedBody() {}

    static void write(MimeMessage message, String text, List<Draft.Attachment> attachments)
            throws MessagingException {
        String lines =
                TextReader.withoutCarriageReturns(PlainText.clean(text, Integer.MAX_VALUE))
                        .replace('\r', '\n');
        MimeMultipart alternative = alternative(lines);
        if (attachments.isEmpty()) {
            message.setContent(alternative);
            return;
        }
        MimeBodyPart words = new MimeBodyPart();
        words.setContent(alternative);
        MimeMultipart mixed = new MimeMultipart("mixed", words);
        for (Draft.Attachment attachment : attachments) {
            mixed.addBodyPart(file(attachment));
        }
        message.setContent(mixed);
    }

    /** RFC 2046 §5.1.4: the plainest first. */
    private static MimeMultipart alternative(String text) throws MessagingException {
        MimeBodyPart plain = new MimeBodyPart();
        String flowed = FlowedText.wrap(text.endsWith("\n") ? text : text + "\n", WIDTH);
        plain.setText(flowed.replace("\n", "\r\n"), "utf-8", "plain");
        plain.setHeader("Content-Type", "text/plain; charset=utf-8; format=flowed");
        encode(plain);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(TextHtml.of(text).replace("\n", "\r\n"), "utf-8", "html");
        html.setHeader("Content-Type", "text/html; charset=utf-8");
        encode(html);
        return new MimeMultipart("alternative", plain, html);
    }

    /** Chosen from the text: 7bit, quoted-printable or base64, which every relay passes on. */
    private static void encode(MimePart part) throws MessagingException {
        part.setHeader("Content-Transfer-Encoding", MimeUtility.getEncoding(part.getDataHandler()));
    }

    private static MimeBodyPart file(Draft.Attachment attachment) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        String type = type(attachment.type());
        part.setDataHandler(new DataHandler(new ContentSource(attachment.content(), type)));
        part.setHeader("Content-Type", type);
        part.setHeader("Content-Transfer-Encoding", "base64");
        ParameterList parameters = new ParameterList();
        String name = Attachments.safe(attachment.name());
        parameters.set("filename", name.isEmpty() ? "file" : name, "utf-8"); // RFC 2231
        part.setHeader(
                "Content-Disposition", new ContentDisposition("attachment", parameters).toString());
        return part;
    }

    /** A media type that may be sent in base64 (RFC 2046 §5.2, RFC 2045 §6.4). */
    private static String type(String given) {
        String type = given.toLowerCase(Locale.ROOT);
        int slash = type.indexOf('/');
        boolean sound =
                slash > 0
                        && MimeValue.isToken(type.substring(0, slash))
                        && MimeValue.isToken(type.substring(slash + 1))
                        && type.length() <= 100
                        && !type.startsWith("message/")
                        && !type.startsWith("multipart/");
        return sound ? type : "application/octet-stream";
    }

    /** Read anew each time, so that a large file need not be in memory. */
    private record ContentSource(Content content, String type) implements DataSource {
        @Override
        public InputStream getInputStream() throws IOException {
            return content.open();
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getContentType() {
            return type;
        }

        @Override
        public String getName() {
            return "";
        }
    }
}
