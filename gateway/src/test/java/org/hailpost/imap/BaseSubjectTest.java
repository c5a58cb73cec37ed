package org.hailpost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// RFC 5256 §2.1 and §5.
class BaseSubjectTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Lunch                        | Lunch          | false
                    '  Lunch  today '            | Lunch today    | false
                    Re: Lunch                    | Lunch          | true
                    'RE  : re:Lunch'             | Lunch          | true
                    Fw: Lunch                    | Lunch          | true
                    FWD: Lunch                   | Lunch          | true
                    Re[2]: Lunch                 | Lunch          | true
                    're [list] : Lunch'          | Lunch          | true
                    [list] Lunch                 | Lunch          | false
                    [a] [b] Re: [c] Lunch        | Lunch          | true
                    [list]                       | [list]         | false
                    [a][b]                       | [b]            | false
                    [a] Re: [b]                  | [b]            | true
                    Lunch (fwd)                  | Lunch          | true
                    Lunch(FWD) (fwd)             | Lunch          | true
                    [fwd: Lunch]                 | Lunch          | true
                    [Fwd: [fwd: Re: Lunch] (fwd)] | Lunch         | true
                    [fwd: Lunch] now             | now            | false
                    [list] [fwd: Lunch]          | Lunch          | true
                    Re: Re: Re:                  | ''             | true
                    (fwd)                        | ''             | true
                    [fwd:]                       | ''             | true
                    Reply: Lunch                 | Reply: Lunch   | false
                    Re Lunch                     | Re Lunch       | false
                    AW: Lunch                    | AW: Lunch      | false
                    [a[b]] Lunch                 | [a[b]] Lunch   | false
                    [open Lunch                  | [open Lunch    | false
                    =?utf-8?Q?Re:_Gr=C3=BC=C3=9Fe?= | Grüße       | true
                    """)
    void isWhatIsLeft(String subject, String base, boolean reply) {
        assertThat(BaseSubject.of(subject)).isEqualTo(new BaseSubject(base, reply));
    }

    @Test
    void tabsAndLineBreaksAreSpaces() {
        assertThat(BaseSubject.of("Re:\tLunch\r\n\t today").text()).isEqualTo("Lunch today");
        assertThat(BaseSubject.of(null)).isEqualTo(new BaseSubject("", false));
    }

    @Test
    void longOnesTakeNoLongTime() {
        for (String part : new String[] {"[a]", "re:", "[fwd:", "(fwd)", "[", "]", " ", "re [a]"}) {
            String subject = part.repeat(60_000 / part.length());
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> BaseSubject.of(subject + "x" + subject));
        }
    }

    @Test
    void idsAreComparedWithoutTheirQuoting() {
        assertThat(MessageIds.parse("<\"01KF8\"@xxx.yyy> (a <b@c>) <01KF8@xxx.yyy>", 9))
                .containsExactly("01KF8@xxx.yyy", "b@c", "01KF8@xxx.yyy");
        assertThat(MessageIds.parse("<\"a\\\">b\"@c> <> <d", 9)).containsExactly("a\">b@c");
        assertThat(MessageIds.parse("Your mail of today", 9)).isEmpty();
    }

    @Test
    void collationIsWithoutCaseAndByCodePoint() {
        assertThat(UnicodeCasemap.key("straße")).isEqualTo(UnicodeCasemap.key("STRAßE"));
        assertThat(UnicodeCasemap.key("Ärger")).isEqualTo(UnicodeCasemap.key("a\u0308rger"));
        assertThat(UnicodeCasemap.compare("a", "ab")).isNegative();
        assertThat(UnicodeCasemap.compare("\uffee", "\ud83d\ude00")).isNegative();
        assertThat(UnicodeCasemap.compare("b", "a")).isPositive();
    }
}
