package org.hailpost.app;

import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.UserImpl;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/**
 * An address of the demo as the world outside knows it: it has no mailbox there, and what comes for
 * it goes on to the demo's MX before the world outside says that it took it.
 */
final class DemoMember extends UserImpl {
    private final String host;
    private final int port;

    DemoMember(String address, ImapHostManager mailboxes, String host, int port) {
        super(address, address, address, mailboxes);
        this.host = host;
        this.port = port;
    }

    /** A refusal is an exception, which the sender reads as 451. */
    @Override
    public void deliver(MovingMessage mail) {
        try {
            // The other recipients' mail keeps its header.
            MimeMessage copy = new MimeMessage(mail.getMessage());
            copy.removeHeader("Return-Path"); // RFC 5321 §4.4: for the final delivery alone
            Address[] to = {new InternetAddress(getEmail())};
            try (Transport mx = session(mail).getTransport("smtp")) {
                mx.connect();
                mx.sendMessage(copy, to);
            }
        } catch (MessagingException e) {
            throw new IllegalStateException("the demo took no mail for " + getEmail(), e);
        }
    }

    private Session session(MovingMessage mail) {
        String sender = mail.getReturnPath().getEmail();
        var properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", "" + port);
        properties.setProperty("mail.smtp.localhost", OutsideWorld.DOMAIN);
        properties.setProperty("mail.smtp.from", sender.isEmpty() ? "<>" : sender);
        properties.setProperty("mail.smtp.allow8bitmime", "true");
        for (String limit : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.setProperty("mail.smtp." + limit, "10000");
        }
        return Session.getInstance(properties);
    }
}
