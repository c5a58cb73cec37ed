package org.hailpost.imap;

import java.io.IOException;

/** A part has a Content-Transfer-Encoding that nobody here can undo (RFC 3516 §4.3). */
final class UnknownEncodingException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownEncodingException(String encoding) {
        super(encoding);
    }
}
