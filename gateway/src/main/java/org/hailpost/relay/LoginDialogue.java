package org.hailpost.relay;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.hailpost.outbound.Destination.Credentials;

/** AUTH towards a smart host (RFC 4954): PLAIN (RFC 4616), else LOGIN. */
record LoginDialogue(String host, Wire wire, Extensions extensions, RelayLimits limits) {
    /**
     * @param unheard whether nobody can listen
     */
    void run(Credentials login, boolean unheard) throws PeerException {
        if (!unheard) {
            throw new PeerException(
                    host, "4.7.11", "no login at " + host + ": it would go out in clear");
        }
        Reply reply;
        if (extensions.offersLogin("PLAIN")) {
            reply = ask("AUTH PLAIN " + base64("\0" + login.user() + "\0" + login.secret()));
        } else if (extensions.offersLogin("LOGIN")) {
            reply = step(ask("AUTH LOGIN"), login.user());
            reply = step(reply, login.secret());
        } else {
            throw new PeerException(
                    host, "4.7.0", host + " offers neither AUTH PLAIN nor AUTH LOGIN");
        }
        if (!reply.positive()) {
            // Whatever is wrong with our password, it is not the fault of any mail: it waits.
            throw PeerException.of(host, reply, Stage.LOGIN);
        }
    }

    private Reply step(Reply challenge, String answer) throws PeerException {
        if (!challenge.intermediate()) {
            throw PeerException.of(host, challenge, Stage.LOGIN);
        }
        return ask(base64(answer));
    }

    private Reply ask(String line) throws PeerException {
        wire.send(line + "\r\n");
        return wire.reply(limits.commandTimeout());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
