package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "On Mon, 1 Jan 2026, Bob <bob@x.org> wrote:\n> a\n> b\n",
                "On Mon, 1 Jan 2026 at 10:00,\nBob <bob@x.org> wrote:\n\n> a\n",
                "Am 1. Januar 2026 schrieb Bob:\n> a\n\n\n",
                "> a\n>> b\n",
                "-- \nBob\n",
                "-----Original Message-----\nFrom: Bob\n\na\n",
                "-------- Ursprüngliche Nachricht --------\na\n",
                "From: Bob\nSent: Monday\nTo: Alice\nSubject: x\n\na\n",
                "Von: Bob\nGesendet: Montag\nAn: Alice\n\na\n",
                "On 1 May Bob wrote:\n> a\n-- \nBob\n",
            })
    void whatIsRepeatedIsSplitOff(String quoted) {
        assertThat(Quotes.fold("New words.\n\n" + quoted))
                .isEqualTo(new ReadableText("New words.\n\n", quoted));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello\n",
                "> question\nanswer below\n",
                "Note:\nnothing quoted\n",
                "From: here to there\nit is far\n",
                "-- not a signature\nx\n",
                "See below.\n\n-------- Weitergeleitete Nachricht --------\na\n",
                "",
                "\n\n",
            })
    void whatIsSaidIsKept(String text) {
        assertThat(Quotes.fold(text)).isEqualTo(new ReadableText(text, ""));
    }

    @Test
    void answersBetweenQuotesStayWithThem() {
        String text = "> one\nyes\n> two\nno\n";
        assertThat(Quotes.fold(text + "> three\n")).isEqualTo(new ReadableText(text, "> three\n"));
    }
}
