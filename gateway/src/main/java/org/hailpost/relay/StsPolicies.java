package org.hailpost.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * The MTA-STS policies of domains (RFC 8461), kept as long as they say. Thread-safe.
 *
 * <p>A policy that is known outlives its TXT record and its web server until max_age is over:
 * otherwise whoever can suppress those could switch it off.
 */
final class StsPolicies {
    private static final Logger log = LoggerFactory.getLogger(StsPolicies.class);
    private static final int MAX_DOMAINS = 10_000;

    /** RFC 8461 §3.3: no domain's web server is asked more often after it has failed. */
    private static final Duration RETRY = Duration.ofMinutes(5);

    private final Dns dns;
    private final PolicyFetch web;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Known> known =
            new LinkedHashMap<>(256, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                    return size() > MAX_DOMAINS;
                }
            };

    StsPolicies(Dns dns, PolicyFetch web, Clock clock) {
        this.dns = dns;
        this.web = web;
        this.clock = clock;
    }

    /** What is known of one domain; whoever fetches holds its lock, others for it wait. */
    private static final class Known {
        private final ReentrantLock fetching = new ReentrantLock();

        @GuardedBy("fetching")
        private String id = "";

        @GuardedBy("fetching")
        private StsPolicy policy = StsPolicy.ABSENT;

        @GuardedBy("fetching")
        private Instant expires = Instant.MIN;

        @GuardedBy("fetching")
        private String failedId = "";

        @GuardedBy("fetching")
        private Instant retryAt = Instant.MIN;
    }

    /**
     * What holds for a domain now; {@link StsPolicy#ABSENT} if nothing does.
     *
     * @param domain in ASCII, lower case
     */
    StsPolicy of(String domain) {
        Optional<String> announced = announced(domain);
        Optional<Known> entry = entry(domain, announced.isPresent());
        if (entry.isEmpty()) {
            return StsPolicy.ABSENT;
        }
        Known here = entry.get();
        here.fetching.lock();
        try {
            Instant now = clock.instant();
            boolean current = now.isBefore(here.expires);
            // RFC 8461 §3.1: a new id tells of a new policy.
            if (announced.isPresent() && !(current && announced.get().equals(here.id))) {
                fetch(domain, announced.get(), here, now);
            }
            return now.isBefore(here.expires) ? here.policy : StsPolicy.ABSENT;
        } finally {
            here.fetching.unlock();
        }
    }

    private Optional<Known> entry(String domain, boolean create) {
        lock.lock();
        try {
            return Optional.ofNullable(
                    create ? known.computeIfAbsent(domain, _ -> new Known()) : known.get(domain));
        } finally {
            lock.unlock();
        }
    }

    private void fetch(String domain, String id, Known here, Instant now) {
        here.fetching.lock();
        try {
            if (id.equals(here.failedId) && now.isBefore(here.retryAt)) {
                return;
            }
            Optional<StsPolicy> fetched = web.fetch(domain).flatMap(StsPolicy::parse);
            if (fetched.isEmpty()) {
                here.failedId = id;
                here.retryAt = now.plus(RETRY);
                return;
            }
            here.id = id;
            here.policy = fetched.get();
            here.expires = now.plus(here.policy.maxAge());
            log.info(
                    "relay=sts-policy domain={} id={} mode={} hosts={}",
                    domain,
                    id,
                    here.policy.mode(),
                    here.policy.mx().size());
        } finally {
            here.fetching.unlock();
        }
    }

    /** The id in the TXT record (RFC 8461 §3.1); empty if there is not exactly one. */
    private Optional<String> announced(String domain) {
        if (!(dns.ask("_mta-sts." + domain, Type.TXT) instanceof DnsAnswer.Found found)) {
            return Optional.empty();
        }
        List<String> records =
                found.records().stream()
                        .map(record -> String.join("", ((TXTRecord) record).getStrings()))
                        .filter(text -> text.startsWith("v=STSv1;") || text.equals("v=STSv1"))
                        .toList();
        return records.size() == 1 ? id(records.getFirst()) : Optional.empty();
    }

    private static Optional<String> id(String record) {
        for (String field : record.split(";", -1)) {
            String text = field.strip();
            if (text.startsWith("id=")) {
                String id = text.substring(3).strip();
                boolean valid =
                        !id.isEmpty()
                                && id.length() <= 32
                                && id.chars().allMatch(StsPolicies::letterOrDigit);
                return valid ? Optional.of(id) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean letterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
