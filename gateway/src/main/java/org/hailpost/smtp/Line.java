package org.hailpost.smtp;

/** What was read where a command line was due. */
sealed interface Line {
    /** A line without its CRLF: UTF-8 text without control characters. */
    record Text(String text) implements Line {}

    /** Longer than allowed; it was read to its end and thrown away. */
    record TooLong() implements Line {}

    /** Has bytes that are no text. */
    record NotText() implements Line {}

    /** CR or LF on its own: where the next command begins is a matter of opinion. */
    record BareLineEnding() implements Line {}

    /** The peer has closed the connection; what it began to say is dropped. */
    record End() implements Line {}
}
