package org.hailpost.imap;

import java.util.OptionalLong;

/**
 * The modifiers of a FETCH (RFC 7162 §3.1.4.1, §3.2.6).
 *
 * @param changedSince only messages whose MODSEQ is higher
 * @param vanished also the UIDs that were expunged since
 */
record FetchModifiers(OptionalLong changedSince, boolean vanished) {

    /** Reads what follows the items, to the end of the command. */
    static FetchModifiers parse(Tokens tokens, boolean uid, boolean qresync) throws ImapException {
        OptionalLong changedSince = OptionalLong.empty();
        boolean vanished = false;
        if (tokens.skipIf(' ')) {
            tokens.expect('(');
            do {
                switch (tokens.keyword()) {
                    case "CHANGEDSINCE" -> {
                        tokens.space();
                        changedSince = OptionalLong.of(tokens.modseq());
                    }
                    case "VANISHED" -> vanished = true;
                    default -> throw ImapException.bad("Unknown FETCH modifier");
                }
            } while (tokens.skipIf(' '));
            tokens.expect(')');
        }
        tokens.end();
        if (vanished && (!uid || changedSince.isEmpty())) {
            throw ImapException.bad("VANISHED needs UID FETCH and CHANGEDSINCE");
        }
        if (vanished && !qresync) {
            throw ImapException.bad("VANISHED needs ENABLE QRESYNC");
        }
        return new FetchModifiers(changedSince, vanished);
    }
}
