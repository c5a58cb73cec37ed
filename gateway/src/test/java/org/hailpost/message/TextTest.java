package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.message.Mails.scan;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a human gets to see of a mail. */
class TextTest {
    private static String text(String mail) {
        return scan(mail).text().text();
    }

    @Test
    void plainTextIsPreferredToHtml() {
        String mail =
                """
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/html

                <p>Hello <b>html</b>
                --b
                Content-Type: text/plain

                Hello plain
                --b--
                """;
        assertThat(text(mail)).isEqualTo("Hello plain");
        assertThat(scan(mail).searchText()).contains("Hello html").contains("Hello plain");
        assertThat(scan(mail).attachments()).isEmpty();
    }

    private static String withImage(String name, String text) {
        return """
        Content-Type: multipart/related; boundary=b

        --b
        Content-Type: text/plain

        %s
        --b
        Content-Type: image/png; name="%s"
        Content-ID: <image001.png@01DB8A7C.5E1F2D30>

        x
        --b--
        """
                .formatted(text, name);
    }

    @Test
    void whereOutlookHasAnImageTheNameStandsThatItIsListedUnder() {
        String mail =
                withImage("plan.png", "The plan:\n\n[cid:image001.png@01DB8A7C.5E1F2D30]\n\nBye");
        assertThat(text(mail)).isEqualTo("The plan:\n\n[plan.png]\n\nBye");
        assertThat(scan(mail).searchText())
                .as("what is searched is what is there: RFC 9051 §6.4.4")
                .contains("[cid:image001.png@01DB8A7C.5E1F2D30]");
    }

    @Test
    void whatRefersToNothingInTheMailStays() {
        String text = "[cid:image002.png@01DB8A7C.5E1F2D30] [cid:] [cid:[cid:x] [cid:x";
        assertThat(text(withImage("plan.png", text))).isEqualTo(text);
    }

    @Test
    void namesMakeNoTextLongerThanItMayBe() {
        String many = "[cid:image001.png@01DB8A7C.5E1F2D30]".repeat(1500);
        assertThat(text(withImage("x".repeat(200), many))).hasSize(MessageScanner.MAX_TEXT);
    }

    @Test
    void htmlBecomesText() {
        assertThat(
                        text(
                                """
                                Content-Type: text/html; charset=utf-8

                                <html><head><title>no</title><style>p{}</style></head><body><script>no()</script>
                                <h1>Title</h1><p>One &amp; two<br>three</p><ul><li>a</li><li>b</li></ul>
                                <pre>x
                                  y</pre></body></html>
                                """))
                .isEqualTo("Title\n\nOne & two\nthree\n\n- a\n- b\nx\n  y");
    }

    @Test
    void quotedHtmlFoldsLikePlainText() {
        ReadableText text =
                scan("Content-Type: text/html\n\n<p>Yes</p><div>On 1 May Bob wrote:</div><blockquote><p>a</p><p>b</p></blockquote>")
                        .text();
        assertThat(text.text()).isEqualTo("Yes\n\n");
        assertThat(text.quoted())
                .startsWith("On 1 May Bob wrote:\n")
                .contains("> a")
                .contains("> b");
    }

    @Test
    void flowedLinesAreJoined() {
        String flowed = "Content-Type: text/plain; format=flowed\n\n";
        assertThat(text(flowed + "one \ntwo \nthree\nfour\n  x\n"))
                .isEqualTo("one two three\nfour\n x\n");
        assertThat(
                        text(
                                "Content-Type: text/plain; format=flowed; delsp=yes\n\n日 \n本\n"
                                        .replace("日", "a")
                                        .replace("本", "b")))
                .isEqualTo("ab\n");
        assertThat(scan(flowed + "a\n> b \n> c\n>> d\n").text().quoted())
                .isEqualTo("> b c\n>> d\n");
        assertThat(scan(flowed + "a \n-- \nsig\n").text())
                .isEqualTo(new ReadableText("a \n", "-- \nsig\n"));
    }

    @Test
    void transferEncodingsAreUndone() {
        assertThat(
                        text(
                                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nf=C3=B6=\no=3D =zz \n="))
                .isEqualTo("föo= =zz \n");
        assertThat(
                        text(
                                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nZsO2\n  bw==\n!!\n"))
                .isEqualTo("föo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "utf-8 | =C3=A4 | ä",
                "iso-8859-1 | =E4=80 | ä€",
                "us-ascii | =C3=A4 | ä",
                "us-ascii | =E4 | ä",
                "x-unknown | =C3=A4 | ä",
                "gb2312 | =C4=E3 | 你",
                "shift_jis | =82=A0 | あ",
                "iso-2022-jp | =1B$B$\"=1B(B | あ",
                "koi8-r | =C4=C1 | да",
                "utf-8 | =FF | \uFFFD",
            })
    void charsetsAreDecodedEvenBrokenOnes(String charset, String encoded, String expected) {
        assertThat(
                        text(
                                "Content-Type: text/plain; charset="
                                        + charset
                                        + "\nContent-Transfer-Encoding: quoted-printable\n\n"
                                        + encoded))
                .isEqualTo(expected);
        assertThat(scan("Subject: =?" + charset + "?q?" + encoded + "?=\n\n").headers().subject())
                .isEqualTo(expected);
    }

    @Test
    void encodedWordsAreDecodedWhereTheyAreValid() {
        assertThat(EncodedWords.decode("a =?utf-8?b?w6Q=?= b")).isEqualTo("a ä b");
        assertThat(EncodedWords.decode("=?utf-8?b?w6?=\t =?utf-8?b?Q=?="))
                .as("a character cut in two")
                .hasSizeLessThan(4);
        assertThat(EncodedWords.decode("=?utf-8?q?=C3?= =?UTF-8*de?Q?=A4?=")).isEqualTo("ä");
        assertThat(EncodedWords.decode("=?utf-8?q?a?==?utf-8?q?b?=")).isEqualTo("ab");
        assertThat(EncodedWords.decode("=?utf-8?x?a?= =? =?? =?a?q?"))
                .isEqualTo("=?utf-8?x?a?= =? =?? =?a?q?");
        assertThat(EncodedWords.decode("\u00c3\u00a4 \u00e4")).as("raw, mixed").isEqualTo("Ã¤ ä");
        assertThat(EncodedWords.decode("\u00c3\u00a4")).as("raw UTF-8").isEqualTo("ä");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Thu, 1 Jan 2026 12:00:00 +0200 | 2026-01-01T10:00:00Z",
                "1 Jan 26 12:00 EST | 2026-01-01T17:00:00Z",
                "Thu,  01  January 2026 12:00:60 -0000 (x) | 2026-01-01T12:00:59Z",
                "Fri, 31 Dec 1999 23:59:59 GMT | 1999-12-31T23:59:59Z",
                "Thu, 1 (c) Jan (c) 2026 12:00:00 Z | 2026-01-01T12:00:00Z",
                "1 Jan 126 0:00 +0000 | 2026-01-01T00:00:00Z",
            })
    void datesAreRead(String date, Instant expected) {
        assertThat(scan("Date: " + date + "\n\n").headers().date()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "31 Feb 2026 00:00 +0000",
                "1 Foo 2026 00:00",
                "1 Jan 2026",
                "1 Jan 2026 25:00",
                "1 Jan 2026 a:b",
                "1 Jan 99999999 00:00",
                "Thu,"
            })
    void whatIsNoDateIsNone(String date) {
        assertThat(scan("Date: " + date + "\n\n").headers().date()).isNull();
        assertThat(scan("Date: " + date + "\n\n").headers().localDate()).isNull();
    }
}
