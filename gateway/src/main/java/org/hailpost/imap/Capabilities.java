package org.hailpost.imap;

import java.util.stream.Collectors;

/** What the server can do for a session, and nothing that holds but half. */
final class Capabilities {
    private Capabilities() {}

    static String of(ImapSession session) {
        if (session.state() != SessionState.NOT_AUTHENTICATED) {
            return "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID IDLE NAMESPACE UIDPLUS UNSELECT CHILDREN"
                    + " SPECIAL-USE CREATE-SPECIAL-USE ENABLE MOVE CONDSTORE QRESYNC LIST-EXTENDED"
                    + " LIST-STATUS LIST-METADATA STATUS=SIZE COMPRESS=DEFLATE NOTIFY BINARY"
                    + " MULTIAPPEND REPLACE PREVIEW SAVEDATE OBJECTID UTF8=ACCEPT"
                    + " ESEARCH SEARCHRES WITHIN SORT ESORT THREAD=REFERENCES THREAD=ORDEREDSUBJECT"
                    + " QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE METADATA APPENDLIMIT="
                    + session.services().limits().maxMessageBytes();
        }
        String always = "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID";
        if (!session.wire().secure()) {
            always += " STARTTLS";
        }
        return always + (session.mayLogin() ? mechanisms(session) : " LOGINDISABLED");
    }

    private static String mechanisms(ImapSession session) {
        return session.services().login().sasl().mechanisms(session.saslPeer()).stream()
                .map(name -> " AUTH=" + name)
                .collect(Collectors.joining());
    }
}
