package org.hailpost.imap;

/** RFC 9051 §3. */
enum SessionState {
    NOT_AUTHENTICATED,
    AUTHENTICATED,
    SELECTED,
    LOGOUT
}
