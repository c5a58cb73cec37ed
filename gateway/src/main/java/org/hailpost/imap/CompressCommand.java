package org.hailpost.imap;

import java.io.IOException;

/** COMPRESS DEFLATE (RFC 4978): from here on, both ways. */
final class CompressCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        command.arguments().space();
        String mechanism = command.arguments().keyword();
        command.arguments().end();
        if (!mechanism.equals("DEFLATE")) {
            return Reply.bad("The one way to compress is DEFLATE");
        }
        // Our TLS never compresses: nothing else could be on (§3).
        if (session.wire().compressed()) {
            return Reply.no("COMPRESSIONACTIVE", "Compression is on already");
        }
        // The tagged OK has to leave in clear, so it is written here.
        session.out().ascii(command.tag()).ascii(" OK DEFLATE active\r\n");
        session.wire().compress();
        return Reply.NONE;
    }
}
