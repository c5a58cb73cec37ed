package org.hailpost.imap;

/**
 * SETQUOTA (RFC 9208 §4.1.1): nobody sets his own limits. QUOTASET is not announced; whoever tries
 * it all the same is told why it fails.
 */
final class SetQuotaCommand implements Command {
    private static final int MAX_RESOURCES = 20;

    @Override
    public Reply run(ImapSession session, CommandLine command) throws ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        tokens.astring();
        tokens.space();
        tokens.expect('(');
        int resources = 0;
        while (!tokens.skipIf(')')) {
            if (resources > 0) {
                tokens.space();
            }
            if (++resources > MAX_RESOURCES) {
                throw ImapException.bad("Too many resources");
            }
            tokens.keyword();
            tokens.space();
            tokens.number();
        }
        tokens.end();
        throw ImapException.no("NOPERM", "Limits are set by the administrator");
    }
}
