package org.hailpost.imap;

import java.io.IOException;
import org.hailpost.account.Quota;
import org.hailpost.mailbox.Mailbox;

/** GETQUOTAROOT (RFC 9208 §4.1.3). */
final class GetQuotaRootCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        String name = MailboxName.parse(tokens);
        tokens.end();
        Mailbox mailbox = Mailboxes.selectable(session, name);
        Quota quota = session.services().store().quotas().of(session.accountId());
        WireOutput out = session.out();
        out.ascii("* QUOTAROOT ").mailbox(mailbox.name());
        if (!QuotaRoot.limits(quota)) {
            out.crlf();
            return Reply.ok("GETQUOTAROOT completed, there is no limit");
        }
        out.put(' ').string(QuotaRoot.NAME).crlf();
        QuotaRoot.write(out, quota);
        return Reply.ok("GETQUOTAROOT completed");
    }
}
