package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.account.Quota;

/** GETQUOTA (RFC 9208 §4.1.2). */
final class GetQuotaCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String root = tokens.astring();
        tokens.end();
        Quota quota = session.services().store().quotas().of(session.accountId());
        if (!root.equals(QuotaRoot.NAME) || !QuotaRoot.limits(quota)) {
            throw ImapException.no("NONEXISTENT", "No such quota root");
        }
        QuotaRoot.write(session.out(), quota);
        return Reply.ok("GETQUOTA completed");
    }
}
