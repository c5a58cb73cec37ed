package org.hailpost.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.junit.jupiter.api.Test;

class DkimSignerTest {
    private static final Address AUTHOR = Address.parse("ann@example.org");
    private static final List<DkimKey> KEYS =
            DkimKey.generate("example.org", LocalDate.of(2026, 11, 28));
    private static final String MAIL =
            """
            From: Ann  <ann@example.org>
            To: bob@example.com
            Subject: Lines that
             \tare   folded
            Date: Sat, 28 Nov 2026 10:00:00 +0000
            Message-ID: <1@example.org>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            Hello  Bob, \t
            grüße.


            """
                    .replace("\n", "\r\n");

    private final DkimSigner signer =
            new DkimSigner(
                    domain -> domain.equals("example.org") ? KEYS : List.of(),
                    InstantSource.system());

    @Test
    void aVerifierOfOthersBelievesTheRsaSignature() throws Exception {
        assertThat(verified(signed(MAIL))).isEqualTo("r20261128");
    }

    @Test
    void whatRelaysDoToWhiteSpaceDoesNoHarm() throws Exception {
        String signed = signed(MAIL);
        assertThat(
                        verified(
                                signed.replace(
                                                "Subject: Lines that\r\n \tare   folded",
                                                "Subject: Lines that are folded")
                                        .replace("Hello  Bob, \t\r\n", "Hello Bob,\r\n")))
                .isEqualTo("r20261128");
    }

    @Test
    void anotherWordBreaksIt() throws IOException {
        String signed = signed(MAIL);
        refused(signed.replace("Hello", "Hallo"));
        refused(signed.replace("Lines", "Limes"));
    }

    @Test
    void aFieldThatIsAddedBreaksIt() throws IOException {
        String signed = signed(MAIL);
        refused("Subject: Pay at once\r\n" + signed);
        refused("From: boss@example.org\r\n" + signed);
        refused("Cc: all@example.com\r\n" + signed);
        refused("In-Reply-To: <2@example.org>\r\n" + signed);
    }

    /** RFC 8463 §3: Ed25519 over the SHA-256 of what RSA signs. */
    @Test
    void theEd25519SignatureIsOverTheHashOfTheHeader() throws Exception {
        String field = signed(MAIL).split("(?=DKIM-Signature:)", -1)[1];
        assertThat(field).contains("a=ed25519-sha256").contains("s=e20261128");
        Matcher value =
                Pattern.compile("\tb=([^;]*?)\r\n(?=[^\t]|$)", Pattern.DOTALL).matcher(field);
        assertThat(value.find()).isTrue();
        byte[] signature = Base64.getMimeDecoder().decode(value.group(1));
        String unsigned =
                DkimHeader.relaxed(
                        "DKIM-Signature",
                        field.substring("DKIM-Signature:".length(), value.start(1)));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(
                new DkimHeader(
                                new String(MAIL.getBytes(UTF_8), ISO_8859_1)
                                                .split("\r\n\r\n", -1)[0]
                                        + "\r\n")
                        .signedFields());
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(
                KEYS.stream()
                        .filter(key -> key.algorithm() == DkimKey.Algorithm.ED25519)
                        .findFirst()
                        .orElseThrow()
                        .keys()
                        .getPublic());
        verifier.update(digest.digest(unsigned.getBytes(ISO_8859_1)));
        assertThat(verifier.verify(signature)).isTrue();
    }

    /** RFC 6376 §3.4.5, §3.4.4: what an empty body hashes to. */
    @Test
    void anEmptyBodyHasTheHashOfTheRfc() throws IOException {
        assertThat(signed("From: ann@example.org\r\n\r\n"))
                .contains("bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void emptyLinesAtTheEndAreNoneAndALastLineWithoutEndHasOne() throws IOException {
        String plain = bodyHash("a\r\n\r\nb\r\n");
        assertThat(bodyHash("a\r\n\r\nb\r\n\r\n \r\n")).isEqualTo(plain);
        assertThat(bodyHash("a\r\n\r\nb")).isEqualTo(plain);
        assertThat(bodyHash("a\r\n\r\nb ")).isEqualTo(plain);
        assertThat(bodyHash("a\r\nb\r\n")).isNotEqualTo(plain);
        assertThat(bodyHash(" \r\n\r\n")).isEqualTo(bodyHash(""));
    }

    private String bodyHash(String body) throws IOException {
        return signed("From: ann@example.org\r\n\r\n" + body)
                .replaceAll("(?s).*?bh=([^;]*);.*", "$1");
    }

    @Test
    void linesAreShortAndAscii() throws IOException {
        String fields = signed(MAIL).substring(0, signed(MAIL).indexOf("From: Ann"));
        assertThat(fields.lines()).allMatch(line -> line.length() <= 80);
        assertThat(fields.chars()).allMatch(c -> c < 127);
        assertThat(fields).endsWith("\r\n").doesNotContain("\r\n\r\n");
    }

    @Test
    void onlyOurOwnDomainsAreSignedFor() throws IOException {
        Content content = Content.of(MAIL.getBytes(UTF_8));
        assertThat(signer.sign(content, headerSize(content), Address.parse("eve@example.com")))
                .isEmpty();
    }

    /** RFC 8463 Appendix A.2, which has the public key as 32 octets in base64. */
    @Test
    void theRecordHasTheKeyAsVerifiersWantIt() {
        DkimKey ed25519 = KEYS.getLast();
        DkimKey rsa = KEYS.getFirst();
        assertThat(ed25519.recordName()).isEqualTo("e20261128._domainkey.example.org");
        assertThat(ed25519.record()).matches("v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=");
        assertThat(rsa.record()).matches("v=DKIM1; k=rsa; p=MII[A-Za-z0-9+/]{380,400}=*");
    }

    private String signed(String mail) throws IOException {
        Content content = Content.of(mail.getBytes(UTF_8));
        return new String(signer.sign(content, headerSize(content), AUTHOR), ISO_8859_1) + mail;
    }

    private static long headerSize(Content content) throws IOException {
        return MessageScanner.scan(content).headerSize();
    }

    /** The selector whose signature holds. */
    private static String verified(String mail) throws IOException, FailException {
        DKIMVerifier verifier =
                new DKIMVerifier((methods, selector, domain) ->
                        KEYS.stream()
                                .filter(key ->
                                        key.selector().contentEquals(selector)
                                                && key.domain().contentEquals(domain))
                                .map(DkimKey::record)
                                .toList());
        return verifier.verify(new ByteArrayInputStream(mail.getBytes(UTF_8))).stream()
                .map(record -> record.getSelector().toString())
                .reduce("", String::concat);
    }

    private static void refused(String mail) {
        assertThatThrownBy(() -> verified(mail)).isInstanceOf(FailException.class);
    }
}
