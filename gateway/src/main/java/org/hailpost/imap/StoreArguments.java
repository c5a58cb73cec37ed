package org.hailpost.imap;

import java.util.OptionalLong;
import org.hailpost.mailbox.FlagChange;

/**
 * The arguments of STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3).
 *
 * @param silent the client does not want to be told what it did
 */
record StoreArguments(SequenceSet set, FlagChange change, boolean silent) {

    static StoreArguments parse(Tokens tokens) throws ImapException {
        tokens.space();
        SequenceSet set = SequenceSet.parse(tokens);
        tokens.space();
        OptionalLong unchangedSince = OptionalLong.empty();
        if (tokens.skipIf('(')) {
            if (!tokens.keyword().equals("UNCHANGEDSINCE")) {
                throw ImapException.bad("Unknown STORE modifier");
            }
            tokens.space();
            unchangedSince = OptionalLong.of(tokens.modseq());
            tokens.expect(')');
            tokens.space();
        }
        FlagChange.Operation operation =
                tokens.skipIf('+')
                        ? FlagChange.Operation.ADD
                        : tokens.skipIf('-')
                                ? FlagChange.Operation.REMOVE
                                : FlagChange.Operation.REPLACE;
        String item = tokens.itemName();
        if (!item.equals("FLAGS") && !item.equals("FLAGS.SILENT")) {
            throw ImapException.bad("Unknown STORE item");
        }
        tokens.space();
        FlagNames.Named named = FlagNames.parse(tokens.flags());
        tokens.end();
        FlagChange change =
                new FlagChange(operation, named.flags(), named.keywords(), unchangedSince);
        return new StoreArguments(set, change, item.equals("FLAGS.SILENT"));
    }
}
