package org.hailpost.outbound;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;

/**
 * The Sender Rewriting Scheme: return paths of mail that we forward. A host that asks SPF whether
 * we may send it (RFC 7208 §2.4) finds a domain of ours, and what it reports comes to us, who know
 * from the address itself whom it is for: {@code SRS0=seal=day=example.com=amy@ours}. A mail that
 * others forwarded to us that way becomes {@code SRS1}, which leads back to the first of them, so
 * that the address does not grow.
 *
 * <p>The seal keeps strangers from having us send to whom they like; the day makes a path that
 * leaked worthless some time after. Letters may change their case on the way.
 */
public final class Srs {
    private static final String ZERO = "SRS0=";
    private static final String ONE = "SRS1=";

    /** Longer than any host keeps trying. */
    private static final Duration GOOD = Duration.ofDays(21);

    private static final int DAYS = 1024;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int SEAL = 8;
    private static final int TOKEN = 16;

    private final SecretKeySpec secret;
    private final InstantSource clock;

    /**
     * @param secret the same on all nodes, forever
     */
    public Srs(byte[] secret, InstantSource clock) {
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.clock = clock;
    }

    /**
     * The return path of a mail of this sender that is forwarded.
     *
     * @param domain of ours
     * @return empty if it would be longer than RFC 5321 §4.5.3.1.1 allows: such senders are those
     *     of bulk mail, which reads reports for its own ends; no return path is better than a wrong
     *     one
     */
    public Optional<Address> forwarded(Address sender, String domain) {
        String local = sender.localPart();
        String path;
        if (starts(local, ONE) && local.split("=", 4).length == 4) {
            String[] parts = local.split("=", 4); // its seal is the other's
            path = ONE + seal(parts[2] + "=" + parts[3]) + "=" + parts[2] + "=" + parts[3];
        } else if (starts(local, ZERO)) {
            String rest = sender.domain() + "=" + local.substring(ZERO.length() - 1);
            path = ONE + seal(rest) + "=" + rest;
        } else {
            String rest = day(today()) + "=" + sender.domain() + "=" + local;
            path = ZERO + seal(rest) + "=" + rest;
        }
        try {
            return Optional.of(new Address(path, domain));
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether an address looks like one of those. */
    public static boolean looksLike(Address address) {
        return starts(address.localPart(), ZERO) || starts(address.localPart(), ONE);
    }

    /** Whom a return path of ours leads to; empty if it is not ours, or too old. */
    public Optional<Address> original(Address path) {
        String[] parts = path.localPart().split("=", 3);
        if (!looksLike(path) || parts.length < 3 || !sealed(parts[1], parts[2])) {
            return Optional.empty();
        }
        try {
            return starts(path.localPart(), ZERO) ? zero(parts[2]) : one(parts[2]);
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }

    /** {@code day=domain=local}. */
    private Optional<Address> zero(String rest) {
        String[] parts = rest.split("=", 3);
        return parts.length == 3 && good(parts[0])
                ? Optional.of(new Address(parts[2], parts[1]))
                : Optional.empty();
    }

    /** {@code domain==seal=day=…}: the first forwarder knows how old it is. */
    private static Optional<Address> one(String rest) {
        int equals = rest.indexOf('=');
        return equals > 0
                ? Optional.of(
                        new Address("SRS0" + rest.substring(equals + 1), rest.substring(0, equals)))
                : Optional.empty();
    }

    /** A word that only we can have made of a text, to be known again in a header. */
    public String token(String text) {
        return word("hop " + text, TOKEN);
    }

    private String seal(String rest) {
        return word(rest.toLowerCase(Locale.ROOT), SEAL);
    }

    private boolean sealed(String seal, String rest) {
        return MessageDigest.isEqual(
                seal.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
                seal(rest).getBytes(StandardCharsets.UTF_8));
    }

    private String word(String text, int length) {
        byte[] hash;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append(BASE32.charAt(hash[i] & 31));
        }
        return word.toString();
    }

    private int today() {
        return (int) (clock.instant().getEpochSecond() / 86_400 % DAYS);
    }

    private static String day(int day) {
        return "" + BASE32.charAt(day >> 5) + BASE32.charAt(day & 31);
    }

    private boolean good(String day) {
        String word = day.toLowerCase(Locale.ROOT);
        if (word.length() != 2
                || BASE32.indexOf(word.charAt(0)) < 0
                || BASE32.indexOf(word.charAt(1)) < 0) {
            return false;
        }
        int made = BASE32.indexOf(word.charAt(0)) * 32 + BASE32.indexOf(word.charAt(1));
        return Math.floorMod(today() - made, DAYS) <= GOOD.toDays();
    }

    private static boolean starts(String local, String tag) {
        return local.regionMatches(true, 0, tag, 0, tag.length());
    }
}
