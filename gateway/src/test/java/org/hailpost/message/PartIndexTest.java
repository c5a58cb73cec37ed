package org.hailpost.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hailpost.message.PartIndex.Part;
import org.hailpost.message.PartIndex.Range;
import org.hailpost.message.PartIndex.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartIndexTest {
    private static final String TRACE = "Received: by x\r\n";
    private static final String MAIL =
            """
            Subject: top
            Content-Type: multipart/mixed; boundary=b

            preamble
            --b
            Content-Type: text/plain

            one
            --b
            Content-Type: message/rfc822

            Subject: inner
            Content-Type: multipart/alternative; boundary=c

            --c

            two
            --c
            Content-Type: text/html

            <p>
            --c--
            --b
            Content-Type: message/rfc822

            Subject: last

            three
            --b--
            """;
    private static final String SINGLE = "Subject: s\n\nbody\n";

    /** The section of the mail as served with its trace header; null if there is none. */
    private static String section(String mail, String path, Section section) {
        byte[] content = Mails.bytes(mail);
        PartIndex index = PartIndex.decode(Mails.scan(content).partIndex());
        List<Integer> numbers =
                Stream.of(path.split("\\."))
                        .filter(s -> !s.isEmpty())
                        .map(Integer::valueOf)
                        .toList();
        Range range = index.range(numbers, section, TRACE.length());
        if (range == null) {
            return "none";
        }
        String served = TRACE + new String(content, ISO_8859_1);
        return served.substring((int) range.offset(), (int) (range.offset() + range.length()))
                .replace("\r\n", "/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1     | CONTENT | one",
                "1     | MIME    | Content-Type: text/plain//",
                "1     | HEADER  | none",
                "1.1   | CONTENT | none",
                "2     | HEADER  | Subject: inner/Content-Type: multipart/alternative; boundary=c//",
                "2     | MIME    | Content-Type: message/rfc822//",
                "2     | TEXT    | --c//two/--c/Content-Type: text/html//<p>/--c--",
                "2.1   | CONTENT | two",
                "2.1   | MIME    | /",
                "2.2   | CONTENT | <p>",
                "2.3   | CONTENT | none",
                "3     | CONTENT | Subject: last//three",
                "3     | TEXT    | three",
                "3.1   | CONTENT | three",
                "3.1   | MIME    | Subject: last//",
                "3.1.1 | CONTENT | none",
                "3.2   | CONTENT | none",
                "4     | CONTENT | none",
                "0     | CONTENT | none",
            })
    void sectionsAreFoundByNumber(String path, Section section, String expected) {
        assertThat(section(MAIL, path, section)).isEqualTo(expected);
    }

    @Test
    void theWholeMessageHasItsTraceHeaderInFront() {
        assertThat(section(SINGLE, "", Section.CONTENT))
                .isEqualTo("Received: by x/Subject: s//body/");
        assertThat(section(SINGLE, "", Section.HEADER)).isEqualTo("Received: by x/Subject: s//");
        assertThat(section(SINGLE, "", Section.TEXT)).isEqualTo("body/");
        assertThat(section(SINGLE, "", Section.MIME)).isEqualTo("none");
    }

    @Test
    void partOneOfAMessageWithoutPartsIsItsBody() {
        assertThat(section(SINGLE, "1", Section.CONTENT)).isEqualTo("body/");
        assertThat(section(SINGLE, "1", Section.MIME)).isEqualTo("Received: by x/Subject: s//");
        assertThat(section(SINGLE, "1.1", Section.CONTENT)).isEqualTo("none");
        assertThat(section("Content-Type: message/rfc822\n\nA: b\n\nc", "1.1", Section.CONTENT))
                .isEqualTo("c");
        assertThat(section("Content-Type: message/rfc822\n\nA: b\n\nc", "1", Section.HEADER))
                .isEqualTo("A: b//");
    }

    @Test
    void factsOfAPartAreKept() {
        String mail =
                "Content-Type: TEXT/Html; charset=UTF-8\nContent-Transfer-Encoding: BASE64\n\nQUJD\n";
        Part part = PartIndex.decode(Mails.scan(mail).partIndex()).root();
        assertThat(part)
                .isEqualTo(
                        new Part(
                                0,
                                77,
                                83,
                                1,
                                "text",
                                "html",
                                "base64",
                                "utf-8",
                                PartIndex.Kind.LEAF,
                                List.of()));
        assertThat(PartIndex.decode(Mails.scan(MAIL).partIndex()).root().multipart()).isTrue();
    }

    @Test
    void headersBodiesAndWhatLiesBetweenThemAreTheMessage() {
        byte[] content = Mails.bytes(MAIL);
        StringBuilder joined = new StringBuilder();
        join(PartIndex.decode(Mails.scan(content).partIndex()).root(), content, joined);
        assertThat(joined.toString().getBytes(ISO_8859_1)).isEqualTo(content);
    }

    private static void join(Part part, byte[] content, StringBuilder out) {
        append(content, part.start(), part.bodyStart(), out);
        long at = part.bodyStart();
        for (Part child : part.parts()) {
            append(content, at, child.start(), out);
            join(child, content, out);
            at = child.end();
        }
        append(content, at, part.end(), out);
    }

    private static void append(byte[] content, long from, long to, StringBuilder out) {
        out.append(new String(Arrays.copyOfRange(content, (int) from, (int) to), ISO_8859_1));
    }

    @Test
    void theStoredFormIsSmall() {
        assertThat(Mails.scan(SINGLE).partIndex()).hasSizeLessThan(40);
    }

    /** A row written by this version must be read by all later ones. */
    @Test
    void theFirstStoredFormIsStillRead() {
        byte[] stored =
                Mails.latin1(new byte[] {1, 0, 0, 14, 6, 1})
                        .concat("\4text\5plain\0047bit\0\0")
                        .getBytes(ISO_8859_1);
        assertThat(PartIndex.decode(stored))
                .isEqualTo(
                        new PartIndex(
                                new Part(
                                        0,
                                        14,
                                        20,
                                        1,
                                        "text",
                                        "plain",
                                        "7bit",
                                        "",
                                        PartIndex.Kind.LEAF,
                                        List.of())));
    }

    @Test
    void damagedFormsAreRefused() {
        byte[] stored = Mails.scan(MAIL).partIndex();
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertThatThrownBy(() -> PartIndex.decode(cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
