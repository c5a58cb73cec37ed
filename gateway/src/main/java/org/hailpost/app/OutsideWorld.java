package org.hailpost.app;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

/**
 * The rest of the Internet in the demo: takes mail for anybody, makes a mailbox on the first mail
 * to an address, and lets its owner read it by IMAP with the address as the password.
 */
final class OutsideWorld implements AutoCloseable {
    static final String DOMAIN = "outside.localhost";

    private final GreenMail greenMail;

    OutsideWorld(String host, int smtpPort, int imapPort) {
        greenMail =
                new GreenMail(
                        new ServerSetup[] {
                            new ServerSetup(smtpPort, host, ServerSetup.PROTOCOL_SMTP),
                            new ServerSetup(imapPort, host, ServerSetup.PROTOCOL_IMAP)
                        });
    }

    void start() {
        greenMail.start();
    }

    @Override
    public void close() {
        greenMail.stop();
    }
}
