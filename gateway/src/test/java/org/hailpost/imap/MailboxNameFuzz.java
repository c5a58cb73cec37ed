package org.hailpost.imap;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Fuzz target: what is read as a mailbox name is written as it was, what is written can be read,
 * and a pattern of any shape ends.
 */
public final class MailboxNameFuzz {
    private MailboxNameFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String wire = new String(data, StandardCharsets.ISO_8859_1);
        try {
            String name = MailboxName.fromUtf7(wire);
            if (wire.chars().allMatch(c -> c < 128)) { // else it was UTF-8, which we do not write
                same(wire, MailboxName.encode(name));
            }
            MailboxName.decode(wire);
            MailboxName.checkNew(name);
        } catch (ImapException e) {
            // BAD and NO are answers.
        }
        text(data);
        pattern(wire);
    }

    private static void text(byte[] data) {
        String name;
        try {
            name = StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(data)) + "";
        } catch (CharacterCodingException e) {
            return;
        }
        if (name.indexOf('\0') >= 0) {
            return;
        }
        try {
            same(name, MailboxName.fromUtf7(MailboxName.encode(name)));
        } catch (ImapException e) {
            throw new AssertionError("our own spelling of " + name, e);
        }
    }

    /** The middle of the input is a name, all of it a pattern. */
    private static void pattern(String text) {
        try {
            String pattern = ListArguments.text(Tokens.of(""), text);
            int third = pattern.length() / 3;
            new ListPattern(pattern).matches(pattern.substring(third, 2 * third));
            if (!new ListPattern(pattern).matches(pattern)) {
                throw new AssertionError("a pattern does not match itself: " + pattern);
            }
        } catch (ImapException e) {
            // BAD is an answer.
        }
    }

    private static void same(String before, String after) {
        if (!before.equals(after)) {
            throw new AssertionError("'" + before + "' came back as '" + after + "'");
        }
    }
}
