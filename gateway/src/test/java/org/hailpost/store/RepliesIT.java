package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.store.TestAccounts.NOON;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hailpost.account.Account;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Parties;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.Replies;
import org.hailpost.message.ScannedMessage;
import org.junit.jupiter.api.Test;

/** Replies of the world find the mail that they answer, and strangers do not. */
class RepliesIT {
    @Test
    void eachIsThreadedAsAPersonWouldSay() throws IOException {
        try (Database database = TestDatabase.fresh();
                LocalChangeFeed feed = new LocalChangeFeed();
                GroupCommit intake = new GroupCommit(database, feed, 2)) {
            Account bob = TestAccounts.create(database, "bob@example.org");
            List<Replies.Reply> replies = Replies.all();
            List<NewMessage> sent = new ArrayList<>();
            List<NewMessage> came = new ArrayList<>();
            for (Replies.Reply reply : replies) {
                String mail =
                        "From: bob@example.org\r\nTo: %s\r\nSubject: Hi\r\nMessage-ID: %s\r\n\r\nHi\r\n"
                                .formatted(reply.sentTo(), reply.sentId());
                sent.add(message(bob, mail.getBytes(StandardCharsets.UTF_8), false));
                came.add(message(bob, reply.bytes(), true));
            }
            List<Receipt> first = intake.storeAll(sent);
            List<Receipt> then = intake.storeAll(came);
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < replies.size(); i++) {
                boolean same = thread(first.get(i)) == thread(then.get(i));
                if (same != replies.get(i).sameThread()) {
                    wrong.add(replies.get(i).name());
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static long thread(Receipt receipt) {
        return receipt.copies().getFirst().threadId();
    }

    private static NewMessage message(Account bob, byte[] mail, boolean incoming)
            throws IOException {
        Content content = Content.of(mail);
        ScannedMessage scanned = MessageScanner.scan(content);
        NewMessage.Copy copy =
                new NewMessage.Copy(
                        bob.id(),
                        new NewMessage.Target.ByRole(incoming ? Role.INBOX : Role.SENT),
                        new byte[0],
                        0,
                        List.of(),
                        NOON,
                        incoming,
                        Parties.of(scanned.headers(), bob.address()::equals),
                        NewMessage.Trust.NONE,
                        -1);
        return new NewMessage(content, scanned, List.of(copy), null);
    }
}
