package org.hailpost.app;

import com.icegreen.greenmail.user.MessageDeliveryHandler;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.Locale;

/**
 * The rest of the Internet in the demo: takes mail for anybody, makes a mailbox on the first mail
 * to an address, and lets its owner read it by IMAP with the address as the password. Mail for the
 * demo's own domain it passes on to the demo's MX, so that whoever lives outside can answer.
 */
final class OutsideWorld implements AutoCloseable {
    static final String DOMAIN = "outside.localhost";

    private final GreenMail greenMail;

    OutsideWorld(String host, int smtpPort, int imapPort, int mxPort) {
        greenMail =
                new GreenMail(
                        new ServerSetup[] {
                            new ServerSetup(smtpPort, host, ServerSetup.PROTOCOL_SMTP),
                            new ServerSetup(imapPort, host, ServerSetup.PROTOCOL_IMAP)
                        });
        UserManager users = greenMail.getUserManager();
        MessageDeliveryHandler mailboxes = users.getMessageDeliveryHandler();
        users.setMessageDeliveryHandler((mail, recipient) ->
                inDemo(recipient.getEmail())
                        ? new DemoMember(
                                recipient.getEmail(), users.getImapHostManager(), host, mxPort)
                        : mailboxes.handle(mail, recipient));
    }

    private static boolean inDemo(String address) {
        return address.toLowerCase(Locale.ROOT).endsWith("@" + Demo.DOMAIN);
    }

    void start() {
        greenMail.start();
    }

    @Override
    public void close() {
        greenMail.stop();
    }
}
