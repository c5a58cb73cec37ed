package org.hailpost.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.mailbox.Annotations;
import org.hailpost.mailbox.MailboxGoneException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresAnnotationsIT {
    private Database database;
    private LocalChangeFeed feed;
    private PostgresMailboxes mailboxes;
    private Annotations annotations;
    private Account ann;
    private long inbox;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        ann = TestAccounts.create(database, "ann@example.org");
        feed = new LocalChangeFeed();
        annotations = new PostgresAnnotations(database, feed);
        mailboxes = new PostgresMailboxes(database, feed);
        inbox = mailboxes.find(ann.id(), "INBOX").orElseThrow().id();
    }

    @AfterEach
    void close() {
        feed.close();
        database.close();
    }

    @Test
    void entriesAreKeptReplacedAndRemoved() {
        write(inbox, "/private/a", "1");
        write(inbox, "/private/a", "2");
        write(inbox, "/private/a/b", "3");
        write(inbox, "/private/ab", "4");
        write(Annotations.SERVER, "/private/a", "5");
        assertThat(read(inbox, "/private/a")).isEqualTo("{/private/a=2, /private/a/b=3}");
        assertThat(read(Annotations.SERVER, "/private")).isEqualTo("{/private/a=5}");
        annotations.write(ann.id(), inbox, Map.of("/private/a", Optional.empty()));
        assertThat(read(inbox, "/private/a", "/shared")).isEqualTo("{/private/a/b=3}");
    }

    @Test
    void whereTheNumberEndsNothingIsWritten() {
        Map<String, Optional<byte[]>> many = new HashMap<>();
        for (int i = 0; i <= Annotations.MAX_ENTRIES; i++) {
            many.put("/private/e" + i, Optional.of(new byte[] {0, 1}));
        }
        assertThatThrownBy(() -> annotations.write(ann.id(), inbox, many))
                .isInstanceOf(Annotations.TooManyException.class);
        assertThat(read(inbox, "/private")).isEqualTo("{}");
    }

    @Test
    void theyStayWhenTheMailboxIsRenamedAndGoWithIt() {
        long box = mailboxes.create(ann.id(), "one", null).id();
        write(box, "/private/a", "1");
        mailboxes.rename(ann.id(), "one", "two");
        assertThat(mailboxes.find(ann.id(), "two").orElseThrow().id()).isEqualTo(box);
        assertThat(read(box, "/private/a")).isEqualTo("{/private/a=1}");
        mailboxes.delete(ann.id(), box);
        assertThat(read(box, "/private/a")).isEqualTo("{}");
        assertThat(read(mailboxes.create(ann.id(), "two", null).id(), "/private")).isEqualTo("{}");
    }

    @Test
    void aMailboxThatIsGoneTakesNone() {
        assertThatThrownBy(() -> write(4711, "/private/a", "1"))
                .isInstanceOf(MailboxGoneException.class);
    }

    private void write(long mailbox, String entry, String value) {
        annotations.write(ann.id(), mailbox, Map.of(entry, Optional.of(value.getBytes(UTF_8))));
    }

    private String read(long mailbox, String... names) {
        Map<String, String> texts = new java.util.TreeMap<>();
        annotations
                .read(ann.id(), mailbox, List.of(names))
                .forEach((entry, value) -> texts.put(entry, new String(value, UTF_8)));
        return texts.toString();
    }
}
