package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.message.Mails.scan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttachmentsTest {
    private static String name(String disposition) {
        return scan("Content-Type: image/png\nContent-Disposition: " + disposition + "\n\n")
                .attachments()
                .getFirst()
                .name();
    }

    @Test
    void filesAreListedWithTheirParts() {
        String mail =
                """
                Content-Type: multipart/mixed; boundary=b

                --b

                text
                --b
                Content-Type: multipart/related; boundary=c

                --c
                Content-Type: Image/PNG; name="a.png"
                Content-Transfer-Encoding: base64

                QUJDREVG
                QUJDREVG
                --c--
                --b
                Content-Type: message/rfc822

                Subject: Old/mail

                x
                --b
                Content-Type: text/plain
                Content-Disposition: attachment; filename=notes.txt

                n
                --b--
                """;
        assertThat(scan(mail).attachments())
                .containsExactly(
                        new Attachment("2.1", "a.png", "image/png", 12),
                        new Attachment("3", "Old mail.eml", "message/rfc822", 22),
                        new Attachment("4", "notes.txt", "text/plain", 1));
        assertThat(scan(mail).text().text()).isEqualTo("text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "attachment; filename=\"a b.txt\" | a b.txt",
                "attachment; filename=a b.txt | a b.txt",
                "attachment; filename*=utf-8''%C3%A4.txt | ä.txt",
                "attachment; filename=x; filename*=utf-8'de'%C3%A4.txt | ä.txt",
                "attachment; filename*0*=utf-8''%C3; filename*1*=%A4; filename*2=.txt | ä.txt",
                "attachment; filename*1=b.txt; filename*0=a | ab.txt",
                "attachment; filename=\"=?utf-8?q?=C3=A4.txt?=\" | ä.txt",
                "attachment; filename=../../etc/passwd | passwd",
                "attachment; filename=\"C:\\\\x\\\\y.exe\" | y.exe",
                "attachment; filename=.bashrc | bashrc",
                "attachment; filename=.. | image-1.png",
                "attachment; filename=\"a<b>:c?.txt\" | a_b__c_.txt",
                "attachment; filename*=utf-8''a%E2%80%AEgpj.exe | agpj.exe",
                "attachment; filename*=utf-8''a%00%0Ab%2F..%2Fc.txt | c.txt",
                "attachment | image-1.png",
            })
    void namesAreDecodedAndMadeSafe(String disposition, String expected) {
        assertThat(name(disposition)).isEqualTo(expected);
    }

    @Test
    void longNamesKeepTheirExtension() {
        assertThat(name("attachment; filename=" + "x".repeat(1000) + ".pdf"))
                .hasSize(200)
                .endsWith("x.pdf");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/calendar; method=REQUEST | invitation.ics",
                "application/pgp-signature | signature.asc",
                "application/pgp-encrypted | PGP-encrypted.txt",
                "application/pkcs7-mime; smime-type=enveloped-data | smime.p7m",
                "application/x-pkcs7-signature | smime.p7s",
                "image/png | image-2.png",
                "text/vcard | contact.vcf",
                "application/octet-stream | encrypted.asc",
            })
    void partsWithoutANameAreNamedForWhatTheyAre(String type, String name) {
        String mail =
                "Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: "
                        + type
                        + "\nContent-ID: <i@x>\n\nx\n--b--\n";
        assertThat(Mails.scan(mail).attachments())
                .extracting(Attachment::name)
                .containsExactly(name);
        assertThat(Mails.scan(mail).text().text()).isEqualTo("Hi");
    }
}
