package org.hailpost.account;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which secrets were tried on which hashes of late, as HMACs under a key that exists only in this
 * process. Bounded: the oldest go first. Thread-safe.
 */
final class SecretMemory {
    static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int ENTRIES = 20_000;

    private final SecretKeySpec key;
    private final InstantSource clock;

    @GuardedBy("untils")
    private final Map<String, Long> untils =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > ENTRIES;
                }
            };

    SecretMemory(byte[] key, InstantSource clock) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.clock = clock;
    }

    boolean has(String name, String hash, String secret) {
        String entry = entry(name, hash, secret);
        synchronized (untils) {
            Long until = untils.get(entry);
            return until != null && clock.millis() < until;
        }
    }

    void add(String name, String hash, String secret) {
        String entry = entry(name, hash, secret);
        synchronized (untils) {
            untils.remove(entry); // and again to the end of the line
            untils.put(entry, clock.millis() + REMEMBERED.toMillis());
        }
    }

    private String entry(String name, String hash, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((name + '\0' + hash + '\0').getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
