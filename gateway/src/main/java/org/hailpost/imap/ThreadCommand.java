package org.hailpost.imap;

import java.io.IOException;
import java.util.List;

/** THREAD and UID THREAD (RFC 5256). */
final class ThreadCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Tokens tokens = command.arguments();
        tokens.space();
        Threading threading =
                switch (tokens.keyword()) {
                    case "REFERENCES" -> new ReferencesThreading();
                    case "ORDEREDSUBJECT" -> new SubjectThreading();
                    default -> throw ImapException.bad("Unknown threading algorithm");
                };
        tokens.space();
        SearchParser parser =
                new SearchParser(tokens, session.selected(), session.services().clock());
        SearchKey key = parser.parseWithCharset();
        if (parser.asksModseq()) {
            session.enable(Extension.CONDSTORE);
        }
        Progress progress = new Progress(session, command);
        Found found = new SearchRun(session, key).find(progress);
        FoundMessages.read(
                session,
                found,
                threading.fields(),
                progress,
                (at, meta) -> threading.take(new ThreadNode(at, meta), meta));
        List<ThreadNode> threads = threading.threads();
        WireOutput out = session.out();
        out.ascii("* THREAD");
        if (!threads.isEmpty()) {
            out.put(' ');
        }
        for (ThreadNode thread : threads) {
            thread.write(out, at -> found.number(at, command.uid()));
        }
        out.crlf();
        return Reply.ok(command.name() + " completed");
    }
}
