package org.hailpost.imap;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of SELECT and EXAMINE (RFC 7162 §3.1.8, §3.2.5).
 *
 * @param condstore whether MODSEQs are asked for
 * @param resync what a QRESYNC client knows; null without it
 */
record SelectParameters(boolean condstore, @Nullable Known resync) {

    /**
     * The state a client comes back with.
     *
     * @param uids the UIDs it wants to hear of
     */
    record Known(long uidValidity, long modseq, SequenceSet uids) {}

    /** Reads what follows the mailbox, to the end of the command. */
    static SelectParameters parse(Tokens tokens, boolean qresync) throws ImapException {
        boolean condstore = false;
        Known known = null;
        if (tokens.skipIf(' ')) {
            tokens.expect('(');
            do {
                switch (tokens.keyword()) {
                    case "CONDSTORE" -> condstore = true;
                    case "QRESYNC" -> {
                        if (!qresync) {
                            throw ImapException.bad("QRESYNC needs ENABLE QRESYNC");
                        }
                        tokens.space();
                        known = known(tokens);
                    }
                    default -> throw ImapException.bad("Unknown SELECT parameter");
                }
            } while (tokens.skipIf(' '));
            tokens.expect(')');
        }
        tokens.end();
        return new SelectParameters(condstore, known);
    }

    private static Known known(Tokens tokens) throws ImapException {
        tokens.expect('(');
        long uidValidity = tokens.number();
        tokens.space();
        long modseq = tokens.modseq();
        SequenceSet uids = SequenceSet.all();
        boolean more = tokens.skipIf(' ');
        if (more && !tokens.sees('(')) {
            uids = SequenceSet.parseKnown(tokens);
            more = tokens.skipIf(' ');
        }
        if (more) {
            // It would narrow down what we may have forgotten; our log is whole (§3.2.5.2).
            tokens.expect('(');
            SequenceSet numbers = SequenceSet.parseKnown(tokens);
            tokens.space();
            SequenceSet theirUids = SequenceSet.parseKnown(tokens);
            tokens.expect(')');
            if (numbers.size() != theirUids.size()) {
                throw ImapException.bad("Sequence numbers and UIDs do not match");
            }
        }
        tokens.expect(')');
        return new Known(uidValidity, modseq, uids);
    }
}
