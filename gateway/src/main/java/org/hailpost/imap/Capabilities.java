package org.hailpost.imap;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hailpost.account.Sasl;

/** What the server can do for a session, and nothing that holds but half. */
final class Capabilities {
    /** What no client can do without, or says how things are and cannot be switched off. */
    private static final Set<String> ALWAYS = Set.of("IMAP4rev1", "STARTTLS", "LOGINDISABLED");

    /** ENABLE and IDLE for clients such as Python's imaplib, which do not ask again after login. */
    private static final String BEFORE_LOGIN =
            "IMAP4rev1 IMAP4rev2 IDLE ENABLE LITERAL- SASL-IR ID";

    private static final String AFTER_LOGIN =
            "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID IDLE NAMESPACE UIDPLUS UNSELECT CHILDREN"
                    + " SPECIAL-USE CREATE-SPECIAL-USE ENABLE MOVE CONDSTORE QRESYNC LIST-EXTENDED"
                    + " LIST-STATUS LIST-METADATA STATUS=SIZE COMPRESS=DEFLATE NOTIFY BINARY"
                    + " MULTIAPPEND REPLACE PREVIEW SAVEDATE OBJECTID UTF8=ACCEPT"
                    + " ESEARCH SEARCHRES WITHIN SORT ESORT THREAD=REFERENCES THREAD=ORDEREDSUBJECT"
                    + " QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE METADATA INPROGRESS APPENDLIMIT";

    private Capabilities() {}

    static String of(ImapSession session) {
        String all =
                session.state() == SessionState.NOT_AUTHENTICATED
                        ? beforeLogin(session)
                        : afterLogin(session);
        return Arrays.stream(all.split(" "))
                .filter(session.disabled()::allows)
                .collect(Collectors.joining(" "));
    }

    /** Every word that can be disabled after login, and with {@code all} those before it, too. */
    static Set<String> disableable(boolean all) {
        Set<String> words = new TreeSet<>(Arrays.asList(AFTER_LOGIN.split(" ")));
        words.add("LITERAL-");
        if (all) {
            words.addAll(Arrays.asList(BEFORE_LOGIN.split(" ")));
            Sasl.NAMES.forEach(name -> words.add("AUTH=" + name));
        } else {
            words.remove("SASL-IR"); // It is over when the account is known.
        }
        words.removeAll(ALWAYS);
        return words;
    }

    private static String afterLogin(ImapSession session) {
        // One of the two, never both (RFC 7888 §5).
        String words =
                session.disabled().allows("LITERAL+")
                        ? AFTER_LOGIN
                        : AFTER_LOGIN.replace("LITERAL+", "LITERAL-");
        return words + '=' + session.services().limits().maxMessageBytes();
    }

    private static String beforeLogin(ImapSession session) {
        return BEFORE_LOGIN
                + (session.wire().secure() ? "" : " STARTTLS")
                + (session.mayLogin() ? mechanisms(session) : " LOGINDISABLED");
    }

    private static String mechanisms(ImapSession session) {
        return session.services().login().sasl().mechanisms(session.saslPeer()).stream()
                .map(name -> " AUTH=" + name)
                .collect(Collectors.joining());
    }
}
