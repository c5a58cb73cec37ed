package org.hailpost.mailbox;

/** The message that was to be changed was removed meanwhile. */
public class MessageGoneException extends RuntimeException {
    public MessageGoneException(long uid) {
        super("message gone: uid " + uid);
    }
}
