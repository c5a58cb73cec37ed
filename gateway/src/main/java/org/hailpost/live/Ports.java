package org.hailpost.live;

import java.util.function.Supplier;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.session.PortUnavailableException;
import org.hailpost.bridge.session.RequestRefusedException;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxGoneException;

/**
 * Turns the gateway's failures into those that the bridge's ports declare; the one place for it.
 */
final class Ports {
    private Ports() {}

    static <T> T call(Supplier<T> question) {
        try {
            return question.get();
        } catch (MailUnavailableException | DirectoryUnavailableException e) {
            throw new PortUnavailableException("the store is not available", e);
        } catch (MailboxGoneException e) {
            throw new RequestRefusedException(ErrorCode.NOT_FOUND, "it is gone");
        }
    }
}
