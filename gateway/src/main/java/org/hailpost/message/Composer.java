package org.hailpost.message;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/** Writes mails of plain text, the same as HTML, and files (RFC 5322). Shared by all threads. */
public final class Composer {
    private final Clock clock;
    private final SecureRandom random;

    /**
     * The clock tells the Date and its zone.
     *
     * @param random makes message ids that nobody can guess
     */
    public Composer(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Composes a mail.
     *
     * @param domain the right side of the message id
     * @throws IllegalArgumentException if a header field cannot be written within the limits of a
     *     line
     */
    public ComposedMessage compose(Draft draft, String domain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048 + 4 * draft.text().length());
        try {
            String messageId = compose(draft, domain, out);
            return new ComposedMessage(out.toByteArray(), messageId);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an attachment that cannot be read
        }
    }

    /**
     * The same, written as it is composed: attachments may be larger than memory.
     *
     * @return the message id
     * @throws IOException if an attachment cannot be read or {@code out} not be written
     */
    public String compose(Draft draft, String domain, OutputStream out) throws IOException {
        String messageId = newMessageId(domain);
        try {
            IdentifiedMessage message = new IdentifiedMessage(session(draft), messageId);
            message.setHeader("Date", HeaderText.date(clock.instant(), clock.getZone()));
            message.setFrom(internetAddress(draft.from()));
            message.setRecipients(RecipientType.TO, internetAddresses(draft.to()));
            message.setRecipients(RecipientType.CC, internetAddresses(draft.cc()));
            message.setHeader("Subject", encoded("Subject", PlainText.line(draft.subject(), 2000)));
            thread(message, draft);
            for (Draft.Field field : draft.extra()) {
                message.addHeader(field.name(), encoded(field.name(), field.value()));
            }
            ComposedBody.write(message, draft.text(), draft.attachments());
            message.saveChanges();
            message.writeTo(new BoundedLines(out));
            return messageId;
        } catch (MessagingException e) {
            throw new IllegalArgumentException("draft cannot be written as a mail", e);
        }
    }

    /** An id nobody can guess, so that whoever cites it has seen the mail. */
    public String newMessageId(String domain) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String host = new Address("x", domain).canonical().domain();
        return "<" + HexFormat.of().formatHex(bytes) + "@" + host + ">";
    }

    private static void thread(MimeMessage message, Draft draft) throws MessagingException {
        String inReplyTo = draft.inReplyTo();
        if (inReplyTo != null && HeaderText.isMessageId(inReplyTo)) {
            message.setHeader("In-Reply-To", inReplyTo);
        }
        List<String> references = new ArrayList<>(draft.references());
        references.removeIf(id -> !HeaderText.isMessageId(id));
        if (references.size() > HeaderReader.MAX_REFERENCES) {
            references.subList(1, references.size() - HeaderReader.MAX_REFERENCES + 1).clear();
        }
        if (!references.isEmpty()) {
            message.setHeader("References", String.join("\r\n ", references));
        }
    }

    private static Session session(Draft draft) {
        Properties properties = new Properties();
        List<Party> all = new ArrayList<>(draft.to());
        all.addAll(draft.cc());
        all.add(draft.from());
        boolean utf8 = all.stream().anyMatch(party -> party.address().needsUtf8());
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(utf8));
        return Session.getInstance(properties);
    }

    private static InternetAddress[] internetAddresses(List<Party> parties)
            throws UnsupportedEncodingException {
        InternetAddress[] addresses = new InternetAddress[parties.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = internetAddress(parties.get(i));
        }
        return addresses;
    }

    private static InternetAddress internetAddress(Party party)
            throws UnsupportedEncodingException {
        InternetAddress address = new InternetAddress();
        address.setAddress(party.address().toString());
        String name = PlainText.line(party.name(), 500);
        if (!name.isEmpty()) {
            address.setPersonal(name, "utf-8");
        }
        return address;
    }

    private static String encoded(String name, String value) throws UnsupportedEncodingException {
        return MimeUtility.fold(name.length() + 2, MimeUtility.encodeText(value, "utf-8", null));
    }

    /** Refuses a line that is longer than RFC 5322 §2.1.1 allows. */
    private static final class BoundedLines extends FilterOutputStream {
        private int line;

        BoundedLines(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int i = offset; i < offset + length; i++) {
                line = bytes[i] == '\n' ? 0 : line + 1;
                if (line > HeaderText.MAX_LINE + 1) { // with its CR
                    throw new IllegalArgumentException(
                            "a word of the header is longer than a line may be");
                }
            }
            out.write(bytes, offset, length);
        }
    }

    /** Keeps the message id it was given. */
    private static final class IdentifiedMessage extends MimeMessage {
        private final String messageId;

        IdentifiedMessage(Session session, String messageId) {
            super(session);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
        }
    }
}
