package org.hailpost.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks the resolvers, follows aliases, and remembers answers as long as they hold. Thread-safe.
 *
 * <p>It sends whole messages instead of using the library's lookup sessions, which do not tell
 * whether an answer was validated.
 */
final class Dns {
    private static final int MAX_ALIASES = 8;
    private static final int MAX_REMEMBERED = 20_000;
    private static final long MAX_SECONDS = 3600;
    private static final long MAX_NEGATIVE_SECONDS = 300;

    private final Resolver resolver;
    private final boolean validated;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Question, Remembered> remembered =
            new LinkedHashMap<>(256, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Question, Remembered> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    Dns(RelaySettings settings) {
        this.validated = settings.validatingResolver();
        List<InetSocketAddress> servers =
                settings.resolvers().isEmpty()
                        ? ResolverConfig.getCurrentConfig().servers()
                        : settings.resolvers().stream()
                                .map(ResolverAddress::parse)
                                .map(at -> new InetSocketAddress(at.address(), at.port()))
                                .toList();
        List<Resolver> each = new ArrayList<>();
        for (InetSocketAddress server : servers) {
            var one = new SimpleResolver(server);
            one.setTimeout(settings.resolverTimeout());
            each.add(one);
        }
        var all = new ExtendedResolver(each.toArray(new Resolver[0]));
        all.setRetries(3);
        all.setTimeout(settings.resolverTimeout().multipliedBy(3L * each.size()));
        this.resolver = all;
    }

    private record Question(Name name, int type) {}

    private record Remembered(DnsAnswer answer, long untilNanos) {}

    /**
     * @param name a host or domain name in ASCII
     * @param type a constant of {@link Type}
     */
    DnsAnswer ask(String name, int type) {
        try {
            var question = new Question(Name.fromString(name + ".").canonicalize(), type);
            DnsAnswer known = recall(question);
            return known != null ? known : resolve(question);
        } catch (TextParseException | IllegalArgumentException e) {
            return new DnsAnswer.NoSuchName(); // no name the DNS could have
        }
    }

    private @Nullable DnsAnswer recall(Question question) {
        lock.lock();
        try {
            Remembered known = remembered.get(question);
            return known == null || System.nanoTime() - known.untilNanos > 0 ? null : known.answer;
        } finally {
            lock.unlock();
        }
    }

    private void remember(Question question, DnsAnswer answer, long seconds) {
        long until = System.nanoTime() + Duration.ofSeconds(Math.max(0, seconds)).toNanos();
        lock.lock();
        try {
            remembered.put(question, new Remembered(answer, until));
        } finally {
            lock.unlock();
        }
    }

    private DnsAnswer resolve(Question question) {
        try {
            return chase(question);
        } catch (IOException e) {
            return failed(
                    question,
                    "no resolver answers (" + Printable.line(String.valueOf(e.getMessage())) + ")");
        }
    }

    /** A resolver gives the whole chain of aliases at once; where it does not, it is asked on. */
    private DnsAnswer chase(Question question) throws IOException {
        boolean secure = validated;
        int aliases = 0;
        Name name = question.name;
        while (true) {
            Message answer = send(name, question.type);
            List<Record> section = answer.getSection(Section.ANSWER);
            secure &= answer.getHeader().getFlag(Flags.AD);
            Name end = name;
            for (Name next = alias(section, end); next != null; next = alias(section, end)) {
                end = next;
                if (++aliases > MAX_ALIASES) {
                    return failed(question, "too many aliases");
                }
            }
            if (answer.getRcode() == Rcode.NXDOMAIN) {
                return negative(question, new DnsAnswer.NoSuchName(), answer);
            }
            if (answer.getRcode() != Rcode.NOERROR) {
                return failed(question, Rcode.string(answer.getRcode()));
            }
            List<Record> found = of(section, end, question.type);
            if (!found.isEmpty()) {
                return positive(question, new DnsAnswer.Found(found, text(end), secure), section);
            }
            if (end.equals(name)) {
                return negative(question, new DnsAnswer.Nothing(secure), answer);
            }
            name = end;
        }
    }

    private static DnsAnswer failed(Question question, String why) {
        return new DnsAnswer.Failed(
                text(question.name) + " " + Type.string(question.type) + ": " + why);
    }

    private DnsAnswer positive(Question question, DnsAnswer answer, List<Record> section) {
        long seconds = section.stream().mapToLong(Record::getTTL).min().orElse(0);
        remember(question, answer, Math.min(seconds, MAX_SECONDS));
        return answer;
    }

    private Message send(Name name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7: tell us whether it was validated
        return resolver.send(query);
    }

    private static @Nullable Name alias(List<Record> section, Name of) {
        for (Record record : section) {
            if (record instanceof CNAMERecord cname && cname.getName().equals(of)) {
                return cname.getTarget();
            }
        }
        return null;
    }

    private static List<Record> of(List<Record> section, Name name, int type) {
        return section.stream()
                .filter(record -> record.getType() == type && record.getName().equals(name))
                .toList();
    }

    /** RFC 2308 §5: as long as the SOA says. */
    private DnsAnswer negative(Question question, DnsAnswer answer, Message message) {
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                long seconds = Math.min(soa.getTTL(), soa.getMinimum());
                remember(question, answer, Math.min(seconds, MAX_NEGATIVE_SECONDS));
            }
        }
        return answer;
    }

    /** Lower case, no dot at the end, nothing but what a host name may have. */
    static String text(Name name) {
        String full = name.toString(true).toLowerCase(Locale.ROOT);
        StringBuilder out = new StringBuilder(full.length());
        for (int i = 0; i < full.length(); i++) {
            char c = full.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ".-_".indexOf(c) >= 0;
            out.append(plain ? c : '?');
        }
        return out.toString();
    }
}
