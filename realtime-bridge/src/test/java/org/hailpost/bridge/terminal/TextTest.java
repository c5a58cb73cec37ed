package org.hailpost.bridge.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hailpost.bridge.frame.Attachment;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.Party;
import org.hailpost.bridge.frame.ThreadSummary;
import org.hailpost.bridge.frame.Trust;
import org.junit.jupiter.api.Test;

/** What foreign text becomes on the way to a screen of 80 columns. */
class TextTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final Layout LAYOUT = new Layout(Clock.fixed(NOON, ZoneOffset.UTC));
    private static final Screen SCREEN = new PlainOutput(System.out, LAYOUT);

    private static Message message(String name, String text) {
        return message(name, text, false);
    }

    private static Message message(String name, String text, boolean automatic) {
        return new Message(
                "M1",
                NOON,
                new Party("amy@x.com", name, Trust.DMARC),
                List.of(),
                "Lunch",
                text,
                false,
                false,
                List.of(),
                null,
                automatic,
                false,
                null);
    }

    @Test
    void escapeSequencesLoseTheirEscape() {
        assertThat(SafeText.line("a\u001b[31mred\u001b]0;title\u0007"))
                .isEqualTo("a\uFFFD[31mred\uFFFD]0;title\uFFFD");
        assertThat(SafeText.line("\u009b31m")).isEqualTo("\uFFFD31m");
        assertThat(SafeText.line("x\u007f\b")).isEqualTo("x\uFFFD\uFFFD");
    }

    @Test
    void textCannotTurnTheWritingDirection() {
        assertThat(SafeText.line("evil\u202Ecod.exe\u2066")).isEqualTo("evil\uFFFDcod.exe\uFFFD");
    }

    @Test
    void heapsOfCombiningMarksAreCut() {
        assertThat(SafeText.line("z" + "\u0301".repeat(500))).hasSize(5);
    }

    @Test
    void oneLineStaysOneLine() {
        assertThat(SafeText.line("a\r\nb\u2028c\u0085d\ne")).isEqualTo("a b c d e");
        assertThat(SafeText.lines("a\r\nb\n\n\n")).containsExactly("a", "b");
    }

    @Test
    void emojiAndOtherScriptsPass() {
        String family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
        assertThat(SafeText.line(family + " 日本語 Grüße עברית"))
                .isEqualTo(family + " 日本語 Grüße עברית");
    }

    @Test
    void noControlCharacterEverReachesAScreen() {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                text.append((char) random.nextInt(0x300));
            }
            String hostile = text.toString();
            for (String line : LAYOUT.message(message(hostile, hostile), false, "", SCREEN)) {
                assertThat(line.chars().noneMatch(Character::isISOControl)).isTrue();
                assertThat(Wrap.columns(line)).isLessThanOrEqualTo(79);
            }
        }
    }

    @Test
    void linesBreakAtSpacesAndLongWordsAnywhere() {
        assertThat(Wrap.wrap("the quick brown fox", 9)).containsExactly("the quick", "brown fox");
        assertThat(Wrap.wrap("abcdefghij", 4)).containsExactly("abcd", "efgh", "ij");
        assertThat(Wrap.wrap("", 4)).containsExactly("");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertThat(Wrap.wrap("日本語日本語", 7)).containsExactly("日本語", "日本語");
        assertThat(Wrap.pad("日本", 6)).isEqualTo("日本  ");
        assertThat(Wrap.cut("abcdefgh", 5)).isEqualTo("abc..");
    }

    @Test
    void aShortMessageIsOneLineAndALongOneHangs() {
        assertThat(LAYOUT.message(message("Amy", "Hello there"), false, "", SCREEN))
                .containsExactly("12:00 Amy <amy@x.com>: Hello there");
        assertThat(LAYOUT.message(message("Amy", "word ".repeat(40)), false, "", SCREEN))
                .startsWith("12:00 Amy <amy@x.com>:")
                .element(1)
                .satisfies(line -> assertThat(line).startsWith("      word word"));
    }

    @Test
    void attachmentsFoldedQuotesAndMachinesAreNoted() {
        Message full =
                new Message(
                        "M1",
                        NOON,
                        new Party("amy@x.com", null, Trust.NONE),
                        List.of(),
                        "Lunch",
                        "see it",
                        true,
                        true,
                        List.of(
                                new Attachment(
                                        "sha256:00",
                                        "2",
                                        "a\u001b.pdf",
                                        81_234,
                                        "application/pdf")),
                        null,
                        true,
                        false,
                        null);
        assertThat(LAYOUT.message(full, false, "[2] Lunch", SCREEN))
                .containsExactly(
                        "12:00 amy@x.com (unverified)  [2] Lunch",
                        "      see it",
                        "      [the text goes on; the whole message is in the mailbox]",
                        "      [quoted text folded; /original shows it]",
                        "      [sent by a machine or a mailing list]",
                        "      [a\uFFFD.pdf, 81 kB]");
    }

    @Test
    void anAutomaticMessageIsNotedAsThatAndNothingElse() {
        assertThat(LAYOUT.message(message("Amy", "I am away", true), false, "", SCREEN))
                .containsExactly(
                        "12:00 Amy <amy@x.com>: I am away",
                        "      [sent by a machine or a mailing list]");
    }

    @Test
    void theMessageListMarksWhatIsUnread() {
        ThreadSummary thread =
                new ThreadSummary(
                        "T1",
                        List.of(new Party("amy@x.com", null, null)),
                        "Lunch",
                        2,
                        Instant.parse("2026-03-01T08:00:00Z"),
                        "M1",
                        "see you");
        assertThat(LAYOUT.thread(1, thread, false, SCREEN))
                .isEqualTo("  1 * amy@x.com                  (2)  1 Mar   see you");
    }

    @Test
    void coloursNeedATerminalAndAnAbsentNoColor() {
        assertThat(Paint.of(true, Map.of()).bold("x")).isEqualTo("\u001b[1mx\u001b[0m");
        assertThat(Paint.of(true, Map.of("NO_COLOR", "1")).bold("x")).isEqualTo("x");
        assertThat(Paint.of(true, Map.of("NO_COLOR", "")).on()).isTrue();
        assertThat(Paint.of(false, Map.of()).on()).isFalse();
    }
}
