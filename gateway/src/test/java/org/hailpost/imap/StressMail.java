package org.hailpost.imap;

/** Mails that tell by their subject what all their bytes must be. */
final class StressMail {
    private StressMail() {}

    static String of(String subject) {
        StringBuilder mail = new StringBuilder();
        mail.append("From: Amy <amy@x.example>\r\nTo: alice@example.org\r\nSubject: ")
                .append(subject)
                .append("\r\nDate: Fri, 1 May 2026 12:00:00 +0200\r\n\r\n");
        int lines = Math.floorMod(subject.hashCode(), 60);
        for (int line = 0; line <= lines; line++) {
            mail.append(subject).append(' ').append(line).append("\r\n");
        }
        return mail.toString();
    }

    /** The subject in a header or a whole mail. */
    static String subject(String text) {
        int start = text.indexOf("Subject: ");
        if (start < 0) {
            throw new AssertionError("no subject in " + text);
        }
        return text.substring(start + 9, text.indexOf("\r\n", start));
    }
}
