package org.hailpost.imap;

import java.io.IOException;

/** The connection cannot go on; the message is the text of the BYE. */
final class ByeException extends IOException {
    private static final long serialVersionUID = 1L;

    ByeException(String text) {
        super(text);
    }
}
