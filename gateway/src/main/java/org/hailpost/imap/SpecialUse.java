package org.hailpost.imap;

import java.util.Arrays;
import java.util.Optional;
import org.hailpost.mailbox.Role;

/** The parameters of CREATE: what the mailbox shall be used for (RFC 6154 §3). */
final class SpecialUse {
    private SpecialUse() {}

    /** Reads what follows the mailbox, to the end of the command. */
    static Optional<Role> parse(Tokens tokens) throws ImapException {
        Optional<Role> role = Optional.empty();
        if (tokens.skipIf(' ')) {
            tokens.expect('(');
            do {
                if (!tokens.keyword().equals("USE")) {
                    throw ImapException.bad("Unknown CREATE parameter");
                }
                tokens.space();
                tokens.expect('(');
                if (tokens.skipIf(')')) {
                    continue;
                }
                do {
                    Role wanted = role(tokens.flag());
                    if (role.isPresent() && role.get() != wanted) {
                        throw refused("A mailbox can have one special use");
                    }
                    role = Optional.of(wanted);
                } while (tokens.skipIf(' '));
                tokens.expect(')');
            } while (tokens.skipIf(' '));
            tokens.expect(')');
        }
        tokens.end();
        return role;
    }

    static ImapException refused(String text) {
        return ImapException.no("USEATTR", text);
    }

    private static Role role(String attribute) throws ImapException {
        return Arrays.stream(Role.values())
                .filter(role -> role.specialUse().filter(attribute::equalsIgnoreCase).isPresent())
                .findFirst()
                .orElseThrow(() -> refused("No mailbox can have that special use here"));
    }
}
