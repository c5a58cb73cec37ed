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
        HeapBudget heap = session.services().heap();
        try (Found found = new Found(heap)) {
            new SearchRun(session, key).find(found, progress);
            try (var _ = heap.take(found.size() * ThreadNode.OCTETS)) {
                FoundMessages.read(
                        session,
                        found,
                        threading.fields(),
                        progress,
                        (at, meta) -> threading.take(new ThreadNode(at, meta), meta));
                write(session.out(), threading.threads(), found, command.uid());
            }
        }
        return Reply.ok(command.name() + " completed");
    }

    private static void write(WireOutput out, List<ThreadNode> threads, Found found, boolean uid)
            throws IOException {
        out.ascii("* THREAD");
        if (!threads.isEmpty()) {
            out.put(' ');
        }
        for (ThreadNode thread : threads) {
            thread.write(out, at -> found.number(at, uid));
        }
        out.crlf();
    }
}
