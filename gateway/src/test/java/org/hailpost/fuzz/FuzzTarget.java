package org.hailpost.fuzz;

import com.google.errorprone.annotations.Immutable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.hailpost.imap.CommandFuzz;
import org.hailpost.imap.MailboxNameFuzz;
import org.hailpost.imap.SearchFuzz;
import org.hailpost.imap.SequenceSetFuzz;
import org.hailpost.imap.SessionFuzz;
import org.hailpost.imap.SortFuzz;
import org.hailpost.imap.ThreadFuzz;
import org.hailpost.message.MessageFuzz;

/** What reads bytes of strangers. */
enum FuzzTarget {
    COMMAND(CommandFuzz.class, CommandFuzz::fuzzerTestOneInput),
    SEQUENCE_SET(SequenceSetFuzz.class, SequenceSetFuzz::fuzzerTestOneInput),
    SEARCH(SearchFuzz.class, SearchFuzz::fuzzerTestOneInput),
    SORT(SortFuzz.class, SortFuzz::fuzzerTestOneInput),
    THREAD(ThreadFuzz.class, ThreadFuzz::fuzzerTestOneInput),
    MAILBOX_NAME(MailboxNameFuzz.class, MailboxNameFuzz::fuzzerTestOneInput),
    SESSION(SessionFuzz.class, SessionFuzz::fuzzerTestOneInput),
    MESSAGE(MessageFuzz.class, MessageFuzz::fuzzerTestOneInput);

    @Immutable
    interface Body {
        void take(byte[] data) throws IOException;
    }

    final Class<?> home;
    private final Body body;

    FuzzTarget(Class<?> home, Body body) {
        this.home = home;
        this.body = body;
    }

    void take(byte[] data) throws IOException {
        body.take(data);
    }

    /** Its seeds, and inputs that were faults once. */
    Path corpus() {
        return Path.of("src", "test", "fuzz", directory());
    }

    String directory() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
