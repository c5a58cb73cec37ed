package org.hailpost.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.hailpost.message.Address;
import org.hailpost.message.Content;

/**
 * Signs what leaves (RFC 6376), with every key that the author's domain has: RSA for those who know
 * no other, and Ed25519 (RFC 8463). Relaxed canonicalization of both parts, since that survives
 * what relays do. Shared by all threads.
 */
public final class DkimSigner {
    /** A header that is larger than that is signed by nobody. */
    private static final long MAX_HEADER = 1 << 20;

    private static final int LINE = 76;

    private final DkimKeys keys;
    private final InstantSource clock;

    /** The clock tells {@code t=}. */
    public DkimSigner(DkimKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The DKIM-Signature fields to put before a mail, each with its CRLF; none if the author's
     * domain has no key.
     *
     * @param author the address in From, which the signature has to agree with (RFC 7489 §3.1.1)
     * @param headerSize octets of the content's header, with the empty line
     * @throws IOException if the content cannot be read
     */
    public byte[] sign(Content content, long headerSize, Address author) throws IOException {
        List<DkimKey> ours = keys.of(author.canonical().domain());
        if (ours.isEmpty() || headerSize > MAX_HEADER) {
            return new byte[0];
        }
        DkimHeader header = new DkimHeader(header(content, headerSize));
        String bodyHash = base64(bodyHash(content, headerSize));
        byte[] signed = header.signedFields();
        StringBuilder fields = new StringBuilder();
        for (DkimKey key : ours) {
            fields.append(field(key, header.names(), bodyHash, signed));
        }
        return fields.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private String field(DkimKey key, List<String> names, String bodyHash, byte[] signed) {
        String value =
                " v=1; a=%s; c=relaxed/relaxed; d=%s;\r\n\ts=%s; t=%d;\r\n\th=%s;\r\n\tbh=%s;\r\n\tb="
                        .formatted(
                                key.algorithm().tag(),
                                key.domain(),
                                key.selector(),
                                clock.instant().getEpochSecond(),
                                folded(String.join(":", names), ':'),
                                bodyHash);
        byte[] unsigned =
                DkimHeader.relaxed("dkim-signature", value).getBytes(StandardCharsets.US_ASCII);
        byte[] signature = signature(key, signed, unsigned); // RFC 6376 §3.7: b= is empty in it
        return "DKIM-Signature:" + value + folded(base64(signature), '\0') + "\r\n";
    }

    private static byte[] signature(DkimKey key, byte[] signed, byte[] unsigned) {
        try {
            Signature signature = Signature.getInstance(key.algorithm().signature());
            signature.initSign(key.keys().getPrivate());
            switch (key.algorithm()) {
                case RSA -> {
                    signature.update(signed);
                    signature.update(unsigned);
                }
                case ED25519 -> { // RFC 8463 §3: it is the hash that is signed
                    MessageDigest digest = sha256();
                    digest.update(signed);
                    signature.update(digest.digest(unsigned));
                }
            }
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + key.recordName() + " cannot sign", e);
        }
    }

    private static String header(Content content, long size) throws IOException {
        try (InputStream in = content.open(0, size)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] bodyHash(Content content, long from) throws IOException {
        RelaxedBody canonical = new RelaxedBody(sha256());
        try (InputStream body = content.open(from, content.size() - from)) {
            body.transferTo(canonical);
        }
        return canonical.hash();
    }

    /**
     * Cut to lines; after the separator, or anywhere if it is NUL (RFC 6376 §3.2 allows it in
     * base64).
     */
    private static String folded(String text, char separator) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / LINE * 3);
        int at = 0;
        while (text.length() - at > LINE) {
            int end = separator == '\0' ? at + LINE : text.lastIndexOf(separator, at + LINE) + 1;
            out.append(text, at, end).append("\r\n\t");
            at = end;
        }
        return out.append(text, at, text.length()).toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
