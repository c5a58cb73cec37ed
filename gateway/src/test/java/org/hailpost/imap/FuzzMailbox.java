package org.hailpost.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hailpost.mailbox.FlagChange;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.MailboxIndex;
import org.hailpost.mailbox.MailboxIndexes;
import org.hailpost.mailbox.MailboxView;
import org.hailpost.mailbox.MemoryMailboxes;
import org.hailpost.mailbox.MessageMeta;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Role;
import org.hailpost.mailbox.RowPage;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;

/** A mailbox of 200 messages with gaps among their UIDs, for what wants a view of one. */
final class FuzzMailbox {
    private static final long ACCOUNT = 1;
    private static final int MESSAGES = 300;
    private static final MemoryMailboxes STORE = new MemoryMailboxes();
    private static final MailboxIndex INDEX = make();

    private FuzzMailbox() {}

    static MailboxView view() {
        return INDEX.view();
    }

    /** The mailbox as a session has it that has saved the result of a search. */
    static Selected selected() {
        MailboxView view = INDEX.view();
        Selected selected =
                new Selected(
                        STORE.find(ACCOUNT, "INBOX").orElseThrow(),
                        false,
                        view,
                        new DeferredFlags(STORE, new AccountSessions(1), view));
        selected.saved().save(selected.view(), new int[] {1, 2, 3, 50, 100});
        return selected;
    }

    /** All that is known of the messages of a page, by their ids. */
    static Map<Long, MessageMeta> metas(RowPage page) {
        List<Long> ids = new ArrayList<>();
        for (int row = 0; row < page.size(); row++) {
            ids.add(page.messageId(row));
        }
        Map<Long, MessageMeta> metas = new HashMap<>();
        STORE.metas(
                ACCOUNT,
                ids,
                EnumSet.allOf(MessageMeta.Field.class),
                meta -> metas.put(meta.messageId(), meta));
        return metas;
    }

    private static MailboxIndex make() {
        MemoryMailboxes store = STORE;
        store.addAccount(ACCOUNT);
        long inbox = store.find(ACCOUNT, "INBOX").orElseThrow().id();
        Content content =
                Content.of(
                        "Subject: =?utf-8?B?w7w=?= x\r\nTo: y\r\n\r\nx\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        List<Long> gone = new ArrayList<>();
        try {
            for (int i = 1; i <= MESSAGES; i++) {
                store.store(
                        new NewMessage(
                                content, MessageScanner.scan(content), List.of(copy()), null));
                if (i % 3 == 0) {
                    gone.add((long) i);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.changeFlags(
                ACCOUNT, inbox, gone, FlagChange.of(FlagChange.Operation.ADD, Flags.DELETED));
        store.expunge(ACCOUNT, inbox, gone);
        return new MailboxIndexes(store, store).acquire(ACCOUNT, inbox);
    }

    private static NewMessage.Copy copy() {
        return new NewMessage.Copy(
                ACCOUNT,
                new NewMessage.Target.ByRole(Role.INBOX),
                new byte[0],
                0,
                List.of(),
                OffsetDateTime.of(2026, 5, 1, 12, 0, 0, 0, ZoneOffset.UTC),
                true,
                List.of(),
                NewMessage.Trust.NONE,
                -1);
    }
}
