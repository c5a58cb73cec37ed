package org.hailpost.relay;

/** Where in a conversation a reply was given: what a bare code means depends on it. */
enum Stage {
    GREETING,
    HELLO,
    STARTTLS,
    LOGIN,
    MAIL,
    RECIPIENT,
    CONTENT
}
