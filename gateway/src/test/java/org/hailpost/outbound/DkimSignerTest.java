package org.hailpost.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.apache.james.jdkim.tagvalue.SignatureRecordImpl;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.MessageScanner;
import org.hailpost.outbound.DkimKey.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** What mail programs show of a mail, and file it by. */
    private static final List<String> SHOWN =
            List.of(
                    "From",
                    "Date",
                    "Message-ID",
                    "Subject",
                    "To",
                    "Cc",
                    "References",
                    "In-Reply-To");

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

    /**
     * How often a mail has a field of its own: not at all, as it should be, and against the RFC.
     */
    static Stream<Arguments> fieldsThatNobodyMayAdd() {
        return SHOWN.stream()
                .flatMap(name -> IntStream.rangeClosed(0, 2).mapToObj(own -> arguments(name, own)));
    }

    /** RFC 6376 §8.15: the reader would be shown it as if it had been signed. */
    @ParameterizedTest(name = "{0} beside {1} of its own")
    @MethodSource("fieldsThatNobodyMayAdd")
    void aFieldThatIsAddedBreaksBothSignatures(String name, int own) throws Exception {
        StringBuilder mail = new StringBuilder();
        for (String field : SHOWN) {
            mail.repeat(field + ": <1@example.org>\r\n", field.equals(name) ? own : 1);
        }
        String body = "\r\nHello\r\n";
        String signed = signed(mail + body);
        String header = signed.substring(0, signed.length() - body.length());
        String added = name + ": <2@example.org>\r\n";
        assertThat(holding(header + body)).containsExactly(Algorithm.RSA, Algorithm.ED25519);
        assertThat(holding(added + header + body)).as("on top").isEmpty();
        assertThat(holding(header + added + body)).as("at the bottom").isEmpty();
    }

    @Test
    void theEd25519SignatureHoldsForWhatIsSigned() throws Exception {
        assertThat(signed(MAIL)).contains("a=ed25519-sha256").contains("s=e20261128");
        assertThat(ed25519Holds(signed(MAIL))).isTrue();
        assertThat(ed25519Holds(signed(MAIL).replace("Lines", "Limes"))).isFalse();
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

    private static List<Algorithm> holding(String mail) throws Exception {
        List<Algorithm> holding = new ArrayList<>();
        if (rsaHolds(mail)) {
            holding.add(Algorithm.RSA);
        }
        if (ed25519Holds(mail)) {
            holding.add(Algorithm.ED25519);
        }
        return holding;
    }

    private static boolean rsaHolds(String mail) throws IOException {
        try {
            return verified(mail).equals(KEYS.getFirst().selector());
        } catch (FailException e) {
            return false;
        }
    }

    /**
     * RFC 8463 §3: over the SHA-256 of the fields that the signature names. jDKIM reads the
     * signature and no more: it knows no Ed25519.
     */
    private static boolean ed25519Holds(String mail) throws GeneralSecurityException {
        String header = mail.split("\r\n\r\n", 2)[0];
        List<String> fields = new ArrayList<>(List.of(header.split("\r\n(?![ \t])", -1)));
        String field =
                fields.stream()
                        .filter(f -> f.contains("a=ed25519-sha256"))
                        .findFirst()
                        .orElseThrow();
        SignatureRecord signature = new SignatureRecordImpl(value(field));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (CharSequence name : signature.getHeaders()) {
            takeLowest(fields, name + ":")
                    .map(f -> DkimHeader.relaxed(name.toString(), value(f)) + "\r\n")
                    .ifPresent(f -> digest.update(f.getBytes(UTF_8)));
        }
        String unsigned = DkimHeader.relaxed("DKIM-Signature", signature.toUnsignedString());
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KEYS.getLast().keys().getPublic());
        verifier.update(digest.digest(unsigned.getBytes(UTF_8)));
        return verifier.verify(signature.getSignature());
    }

    /** RFC 6376 §5.4.2: fields of one name are signed from the bottom up. */
    private static Optional<String> takeLowest(List<String> fields, String name) {
        Optional<String> lowest =
                fields.reversed().stream()
                        .filter(field -> field.regionMatches(true, 0, name, 0, name.length()))
                        .findFirst();
        lowest.ifPresent(fields.reversed()::remove);
        return lowest;
    }

    private static String value(String field) {
        return field.substring(field.indexOf(':') + 1);
    }
}
