package org.hailpost.app;

import java.nio.file.Path;

/** What the demo prints: lines that can be pasted into another terminal and do what they say. */
final class DemoGuide {
    private DemoGuide() {}

    static String text(Path data, DemoPorts ports) {
        return """
        Hailpost runs on %HOST%, for this machine alone. Accounts: alice@demo.localhost and
        bob@demo.localhost, password demo. Ctrl-C stops it.

        1. Be alice, live:
           ./hailpost terminal --server ws://%HOST%:%HTTP%/bridge --account alice@demo.localhost
        2. Write to her as anybody on the Internet would, by SMTP:
           printf 'From: amy@outside.localhost\\nTo: alice@demo.localhost\\nSubject: Hello\\n\\nCan we talk?\\n' | curl -s --crlf smtp://%HOST%:%SMTP% --mail-from amy@outside.localhost --mail-rcpt alice@demo.localhost -T -
           swaks --server %HOST%:%SMTP% --from amy@outside.localhost --to alice@demo.localhost --header 'Subject: Hello' --body 'Can we talk?'
        3. Close the terminal, write again, and read it with a mail client:
           curl -s --user alice@demo.localhost:demo 'imap://%HOST%:%IMAP%/INBOX?ALL'
           curl -s --user alice@demo.localhost:demo 'imap://%HOST%:%IMAP%/INBOX;MAILINDEX=1'
           mutt -e 'unset ssl_starttls ssl_force_tls' -f imap://alice%40demo.localhost:demo@%HOST%:%IMAP%/INBOX
        4. Write as alice from a mail client, to bob:
           swaks --server %HOST%:%SUBMISSION% --auth PLAIN --auth-user alice@demo.localhost --auth-password demo --from alice@demo.localhost --to bob@demo.localhost --header 'Subject: Hello' --body 'From a mail client.'
        5. Talk live with carol, who has nothing but e-mail. Be bob, and write to her (in the terminal: /to):
           ./hailpost terminal --server ws://%HOST%:%HTTP%/bridge --account bob@demo.localhost
           /to carol@outside.localhost Are you there?
           Her mailbox has it, and her answer is in bob's thread as soon as it is sent (mutt: g answers, y sends):
           curl -s --user carol@outside.localhost:carol@outside.localhost 'imap://%HOST%:%OUTSIDE_IMAP%/INBOX;MAILINDEX=1'
           mutt -e 'unset ssl_starttls ssl_force_tls; set from=carol@outside.localhost smtp_url=smtp://%HOST%:%OUTSIDE_SMTP%' -f imap://carol%40outside.localhost:carol%40outside.localhost@%HOST%:%OUTSIDE_IMAP%/INBOX
           swaks --server %HOST%:%OUTSIDE_SMTP% --from carol@outside.localhost --to bob@demo.localhost --header 'Subject: Re: Are you there?' --header "In-Reply-To: $(curl -s --user carol@outside.localhost:carol@outside.localhost 'imap://%HOST%:%OUTSIDE_IMAP%/INBOX;MAILINDEX=1' | sed -n 's/^message-id: *//Ip' | tr -d '\\r')" --body 'Here I am.'
           Mail that still waits to leave, and why: ./hailpost queue list --data %DATA%
        6. See who is online:
           ./hailpost mapping --data %DATA%

        The world outside (*@outside.localhost): SMTP %HOST%:%OUTSIDE_SMTP%, IMAP %HOST%:%OUTSIDE_IMAP%,
        a mailbox is made on the first mail, its password is the address. It takes mail for demo.localhost, too.
        Ports and accounts for programs: %DATA%/demo.json. Log: %DATA%/demo.log
        """
                .replace("%HOST%", Demo.HOST)
                .replace("%SMTP%", "" + ports.smtp())
                .replace("%SUBMISSION%", "" + ports.submission())
                .replace("%IMAP%", "" + ports.imap())
                .replace("%HTTP%", "" + ports.http())
                .replace("%OUTSIDE_SMTP%", "" + ports.outsideSmtp())
                .replace("%OUTSIDE_IMAP%", "" + ports.outsideImap())
                .replace("--data %DATA%", "--data " + quoted(data))
                .replace("%DATA%", data.toString());
    }

    /** As a shell reads it. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9/._-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
