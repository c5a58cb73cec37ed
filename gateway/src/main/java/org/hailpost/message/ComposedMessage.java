package org.hailpost.message;

/**
 * A mail ready to be stored or sent.
 *
 * @param bytes every line ends with CRLF and is at most 998 octets long
 * @param messageId with its angle brackets
 */
@SuppressWarnings("ArrayRecordComponent") // Wire bytes; nobody compares them.
public record ComposedMessage(byte[] bytes, String messageId) {}
