package org.hailpost.bridge.terminal;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.hailpost.bridge.frame.Attachment;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.Party;
import org.hailpost.bridge.frame.ThreadSummary;
import org.hailpost.bridge.frame.Trust;

/**
 * How threads and messages look in so many columns. All foreign text passes {@link SafeText} here.
 */
final class Layout {
    private static final String INDENT = "      ";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ROOT);
    private static final DateTimeFormatter YEAR =
            DateTimeFormatter.ofPattern("yyyy-MM", Locale.ROOT);

    private final Clock clock;

    Layout(Clock clock) {
        this.clock = clock;
    }

    /** Today a time, this year a day, else a month. */
    String when(Instant at) {
        ZonedDateTime then = at.atZone(clock.getZone());
        LocalDate today = LocalDate.now(clock);
        if (then.toLocalDate().equals(today)) {
            return TIME.format(then);
        }
        return (then.getYear() == today.getYear() ? DAY : YEAR).format(then);
    }

    /** One line of the message list: number, unread mark, party, when, subject and last line. */
    String thread(int number, ThreadSummary thread, boolean open, Screen screen) {
        boolean unread = thread.unread() > 0;
        String mark = unread ? "*" : open ? ">" : " ";
        String count = unread ? "(" + thread.unread() + ")" : "";
        String head = String.format(Locale.ROOT, "%3d %s ", number, mark);
        String party = Wrap.pad(parties(thread.parties()), 26);
        String line =
                head
                        + party
                        + " "
                        + Wrap.pad(count, 5)
                        + Wrap.pad(when(thread.lastAt()), 8)
                        + summary(thread);
        String cut = Wrap.cut(line, screen.width());
        return unread ? screen.paint().bold(cut) : cut;
    }

    private static String summary(ThreadSummary thread) {
        String last = SafeText.line(thread.lastLine());
        return last.isEmpty() ? SafeText.line(thread.subject()) : last;
    }

    static String parties(List<Party> parties) {
        return parties.stream()
                .map(party -> SafeText.line(party.address()))
                .collect(Collectors.joining(", "));
    }

    /**
     * A message: time and sender, then the text with a hanging indent. The sender's own name stands
     * beside the address, never in its place: a name can claim to be anybody.
     *
     * @param own whether the account itself wrote it
     * @param place what goes into the first line after the sender, such as the thread's number and
     *     subject; may be empty
     */
    List<String> message(Message message, boolean own, String place, Screen screen) {
        return message(message, own, place, screen, _ -> 0);
    }

    /**
     * The same.
     *
     * @param numbers by which number each attachment can be saved; 0: by none
     */
    List<String> message(
            Message message,
            boolean own,
            String place,
            Screen screen,
            ToIntFunction<Attachment> numbers) {
        Paint paint = screen.paint();
        List<String> lines = new ArrayList<>();
        List<String> text = text(message, screen.width() - INDENT.length());
        String at = when(message.at());
        String time = at + " ".repeat(Math.max(1, INDENT.length() - at.length()));
        String sender = own ? "me" : sender(message.from());
        String who = own ? paint.own(sender) : paint.other(sender);
        int used = Wrap.columns(time + sender) + 2;
        if (place.isEmpty()
                && text.size() == 1
                && used + Wrap.columns(text.getFirst()) <= screen.width()) {
            lines.add(paint.faint(time) + who + ": " + text.getFirst());
            text = List.of();
        } else {
            String shown = Wrap.cut(place, Math.max(0, screen.width() - used));
            lines.add(paint.faint(time) + who + (place.isEmpty() ? ":" : "  " + paint.bold(shown)));
        }
        text.forEach(line -> lines.add(INDENT + line));
        footnotes(message, screen.width() - INDENT.length(), numbers)
                .forEach(note -> lines.add(INDENT + paint.faint(note)));
        return lines;
    }

    /** What stands under a message of the account itself in a history: how far it has come. */
    List<String> state(Message message, Screen screen) {
        String state = DeliveryWords.of(message.state());
        return state.isEmpty()
                ? List.of()
                : List.of(INDENT + screen.paint().faint("[" + state + "]"));
    }

    private static List<String> text(Message message, int width) {
        List<String> wrapped = new ArrayList<>();
        for (String line : SafeText.lines(message.text())) {
            wrapped.addAll(Wrap.wrap(line, width));
        }
        return wrapped;
    }

    private static List<String> footnotes(
            Message message, int width, ToIntFunction<Attachment> numbers) {
        List<String> notes = new ArrayList<>();
        if (message.textCut()) {
            notes.add("[the text goes on; the whole message is in the mailbox]");
        }
        if (message.quoteFolded()) {
            notes.add("[quoted text folded; /original shows it]");
        }
        if (message.automatic()) {
            notes.add("[sent by a machine or a mailing list]");
        }
        for (Attachment attachment : message.attachments()) {
            int number = numbers.applyAsInt(attachment);
            String note =
                    ", "
                            + size(attachment.size())
                            + (number == 0 ? "]" : "; /save " + number + "]");
            String name = Wrap.cut("[" + SafeText.line(attachment.name()), width - note.length());
            notes.add(name + note);
        }
        return notes;
    }

    private static String sender(Party from) {
        String address = SafeText.line(from.address());
        String name = SafeText.line(from.name());
        String who = name.isEmpty() || name.equals(address) ? address : name + " <" + address + ">";
        boolean doubtful = from.trust() == null || from.trust() == Trust.NONE;
        return Wrap.cut(who, 52) + (doubtful ? " (unverified)" : "");
    }

    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        return bytes < 1_000_000
                ? bytes / 1000 + " kB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
