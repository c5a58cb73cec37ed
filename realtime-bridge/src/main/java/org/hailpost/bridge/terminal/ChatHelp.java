package org.hailpost.bridge.terminal;

import java.util.List;

/** What {@code /help} says. */
final class ChatHelp {
    static final List<String> LINES =
            List.of(
                    "  TEXT               say it in the open thread (//TEXT says /TEXT)",
                    "  /threads           list the threads, newest first; * has unread messages",
                    "  /open N|ADDRESS    open a thread and read it",
                    "  /to ADDRESS TEXT   write to an address and open its thread",
                    "  /attach FILE …     files for the next line; /attach FILE … -- TEXT sends at once",
                    "  /save N [FILE]     keep the attachment with that number, here or as FILE",
                    "  /history [N]       the last N messages of the open thread",
                    "  /original [N]      the same, with the quotes and signatures that are folded",
                    "  /search TEXT       find messages in all threads",
                    "  /read              mark the open thread as read",
                    "  /quit              leave; mail goes on arriving in the mailbox");

    private ChatHelp() {}
}
