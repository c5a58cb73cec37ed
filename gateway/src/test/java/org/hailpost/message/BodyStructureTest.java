package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.message.Mails.structure;

import org.junit.jupiter.api.Test;

class BodyStructureTest {
    private static final String PLAIN =
            "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" ";

    @Test
    void aPlainMessageHasItsCharsetAndLines() {
        assertThat(structure("A: b\n\none\ntwo\n")).isEqualTo(PLAIN + "10 2 NIL NIL NIL NIL)");
        assertThat(
                        structure(
                                "Content-Type: text/html; charset=UTF-8\nContent-Transfer-Encoding: 8BIT\n\n<p>"))
                .isEqualTo(
                        "(\"text\" \"html\" (\"charset\" \"UTF-8\") NIL NIL \"8BIT\" 3 0 NIL NIL NIL NIL)");
    }

    @Test
    void allFieldsAreTold() {
        assertThat(
                        structure(
                                """
                                Content-Type: image/png; name="a b.png" (comment); x=y
                                Content-ID: <1@x>
                                Content-Description: a "picture"
                                Content-Transfer-Encoding: base64
                                Content-MD5: abc
                                Content-Disposition: attachment; filename=a b.png
                                Content-Language: de, en
                                Content-Location: http://x/

                                QUJD
                                """))
                .isEqualTo(
                        "(\"image\" \"png\" (\"name\" \"a b.png\" \"x\" \"y\") \"<1@x>\" \"a \\\"picture\\\"\" \"base64\" 6 "
                                + "\"abc\" (\"attachment\" (\"filename\" \"a b.png\")) (\"de\" \"en\") \"http://x/\")");
    }

    @Test
    void parametersInPiecesAreJoined() {
        assertThat(
                        structure(
                                """
                                Content-Type: image/png; NAME*1=b.png; x=y; NAME*0="a "; lost*1=z
                                Content-Disposition: attachment; filename*0*=utf-8''%C3%A4%20;
                                 filename*1="b c"; filename*2*=%20.png; plain*=utf-8''d

                                """))
                .isEqualTo(
                        "(\"image\" \"png\" (\"x\" \"y\" \"NAME\" \"a b.png\" \"lost*1\" \"z\")"
                                + " NIL NIL \"7bit\" 0 NIL (\"attachment\" (\"filename*\""
                                + " \"utf-8''%C3%A4%20b%20c%20.png\" \"plain*\" \"utf-8''d\")) NIL NIL)");
    }

    private static final String MIXED =
            """
            Content-Type: multipart/mixed; boundary="b"

            preamble
            --b

            one
            --b
            Content-Type: text/html

            <p>two

            --b--
            epilogue
            """;

    @Test
    void theLineBreakBeforeABoundaryBelongsToIt() {
        assertThat(structure(MIXED))
                .isEqualTo(
                        "("
                                + PLAIN
                                + "3 0 NIL NIL NIL NIL)"
                                + "(\"text\" \"html\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 8 1 NIL NIL NIL NIL)"
                                + " \"mixed\" (\"boundary\" \"b\") NIL NIL NIL)");
    }

    @Test
    void bodyHasNoExtensionData() {
        assertThat(Mails.latin1(Mails.scan(MIXED).body()))
                .isEqualTo(
                        "("
                                + PLAIN
                                + "3 0)(\"text\" \"html\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 8 1) \"mixed\")");
    }

    @Test
    void multipartWithoutBoundaryOrPartsIsPlainText() {
        assertThat(structure("Content-Type: multipart/mixed\n\nx\n"))
                .isEqualTo(PLAIN + "3 1 NIL NIL NIL NIL)");
        assertThat(structure("Content-Type: multipart/mixed; boundary=\"\"\n\nx\n"))
                .startsWith(PLAIN + "3 1");
        assertThat(structure("Content-Type: multipart/mixed; boundary=b\n\nx\n"))
                .startsWith(PLAIN + "3 1");
        assertThat(structure("Content-Type: multipart/mixed; boundary=b\n\n--b--\nx\n"))
                .startsWith(PLAIN + "10 2");
        assertThat(structure("Content-Type: multipart/mixed; boundary=b\n"))
                .startsWith(PLAIN + "0 0");
    }

    @Test
    void aMissingTerminatorEndsWithTheMessage() {
        assertThat(structure("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\ntwo\n"))
                .startsWith("(" + PLAIN + "10 2 NIL NIL NIL NIL) \"mixed\"");
    }

    @Test
    void anOuterBoundaryEndsAnUnterminatedInnerMultipart() {
        String message =
                """
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: multipart/alternative; boundary=outer-inner

                --outer-inner

                a
                --outer

                b
                --outer--
                """;
        assertThat(structure(message))
                .startsWith(
                        "(("
                                + PLAIN
                                + "1 0 NIL NIL NIL NIL) \"alternative\" (\"boundary\" \"outer-inner\") NIL NIL NIL)("
                                + PLAIN.substring(1)
                                + "1 0");
    }

    @Test
    void aBoundaryThatBeginsLikeAnotherIsNotThatOne() {
        String message =
                """
                Content-Type: multipart/mixed; boundary=foobar

                --foobar
                Content-Type: multipart/mixed; boundary=foo

                --foo

                a
                --foobar

                b
                --foobar--
                """;
        assertThat(structure(message))
                .contains("(\"boundary\" \"foo\") NIL NIL NIL)(\"text\"")
                .endsWith("(\"boundary\" \"foobar\") NIL NIL NIL)");
    }

    @Test
    void boundariesMayBePaddedAndOtherDashesAreText() {
        assertThat(
                        structure(
                                "Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\n--bx\n--b-\n-- \n--b--  \nx"))
                .startsWith("(" + PLAIN + "15 2 NIL");
    }

    @Test
    void partsOfADigestAreMessagesUnlessTheySayOtherwise() {
        String structure =
                structure(
                        "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: s\n\nhi\n--b\nContent-Type: text/plain\n\nx\n--b--\n");
        assertThat(structure)
                .startsWith(
                        "((\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 16 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) "
                                + PLAIN
                                + "2 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL)(\"text\"");
    }

    @Test
    void anEncodedMessageIsNotCalledAMessage() {
        assertThat(
                        structure(
                                "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogcw==\n"))
                .startsWith("(\"application\" \"octet-stream\" NIL NIL NIL \"base64\" 18 NIL");
    }

    @Test
    void aMessageWithoutAHeaderOrBodyIsStillOne() {
        assertThat(structure("Content-Type: message/rfc822\n\n"))
                .startsWith("(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 0 (NIL");
        assertThat(structure("Content-Type: message/rfc822"))
                .startsWith("(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 0 (NIL");
    }

    @Test
    void brokenTypesAreText() {
        for (String type :
                new String[] {
                    "",
                    "text",
                    "/plain",
                    "text/",
                    "te xt\u00e4/plain",
                    ";;;",
                    "text/plain/x",
                    "\"text/plain\""
                }) {
            assertThat(structure("Content-Type: " + type + "\n\nx"))
                    .as(type)
                    .startsWith("(\"text\" \"plain\"");
        }
    }

    @Test
    void eightBitNulAndFoldedParametersAreCarried() {
        assertThat(structure("Content-Type: text/plain; charset=\n utf-8;\n name=\"\u00e4\0\"\n\n"))
                .startsWith("(\"text\" \"plain\" (\"charset\" \"utf-8\" \"name\" {1}\r\n\u00e4)");
    }

    @Test
    void parametersAreBoundedAndNeverAnEmptyList() {
        assertThat(structure("Content-Type: text/plain;;; ; =; x; =y\n\n")).startsWith(PLAIN);
        assertThat(structure("Content-Type: image/png;;;=\nContent-Disposition: ;;\n\n"))
                .isEqualTo("(\"image\" \"png\" NIL NIL NIL \"7bit\" 0 NIL NIL NIL NIL)");
        String structure = structure("Content-Type: image/png" + "; a=b".repeat(10_000) + "\n\n");
        assertThat(structure.split("\"a\" \"b\"", -1)).hasSize(MimeValue.MAX_PARAMETERS + 1);
    }

    @Test
    void bareLineFeedsEndLinesToo() {
        byte[] mail =
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(Mails.latin1(Mails.scan(mail).bodyStructure()))
                .startsWith("(" + PLAIN + "3 0 NIL");
    }
}
