package org.hailpost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * ENABLE (RFC 5161 §3.1). Words that name nothing which can be enabled are ignored; that no mailbox
 * is selected is the client's duty and need not be checked.
 */
final class EnableCommand implements Command {
    @Override
    public Reply run(ImapSession session, CommandLine command) throws IOException, ImapException {
        Set<String> asked = new HashSet<>();
        do {
            command.arguments().space();
            asked.add(command.arguments().keyword());
        } while (!command.arguments().atEnd());
        List<String> announced = List.of(Capabilities.of(session).split(" "));
        List<Extension> enabled = new ArrayList<>();
        for (Extension extension : Extension.values()) {
            if (asked.contains(extension.word().toUpperCase(Locale.ROOT))
                    && announced.contains(extension.word())) {
                enabled.add(extension);
            }
        }
        session.out().ascii("* ENABLED");
        for (Extension extension : enabled) {
            session.out().put(' ').ascii(extension.word());
        }
        session.out().crlf();
        for (Extension extension : enabled) {
            session.enable(extension);
        }
        return Reply.ok("ENABLE completed");
    }
}
