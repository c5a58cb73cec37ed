package org.hailpost.relay;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.outbound.Destination;
import org.hailpost.outbound.Destination.Protocol;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Parcel;
import org.hailpost.outbound.Recipient;

/** A carrier with short deadlines, and parcels for it. */
final class TestRelay {
    static final String HOSTNAME = "mx.here.example";
    static final String MAIL = "From: bob@here.example\r\nSubject: hi\r\n\r\nhello\r\n";

    private TestRelay() {}

    static SmtpCarrier carrier(Map<String, Object> changes) throws Exception {
        return carrier(changes, SSLContext.getDefault());
    }

    static SmtpCarrier carrier(Map<String, Object> changes, SSLContext trusted) throws Exception {
        return new SmtpCarrier(
                settings(changes), HOSTNAME, trusted, new Random(), Clock.systemUTC());
    }

    /** With some keys by name other than the default; time limits of 10 s. */
    static RelaySettings settings(Map<String, Object> changes) throws Exception {
        Map<String, Object> all = new HashMap<>();
        for (String phase : List.of("connect", "greeting", "handshake", "command", "data")) {
            all.put(phase + "Timeout", Duration.ofSeconds(10));
        }
        all.put("blockTimeout", Duration.ofSeconds(10));
        all.put("finalTimeout", Duration.ofSeconds(10));
        all.put("attemptTimeout", Duration.ofSeconds(30));
        all.putAll(changes);
        all.put("limits", changed(RelayLimits.DEFAULTS, all));
        return changed(RelaySettings.DEFAULTS, all);
    }

    private static <T extends Record> T changed(T defaults, Map<String, Object> changes)
            throws Exception {
        @SuppressWarnings("unchecked") // it is the class of a T
        Class<T> type = (Class<T>) defaults.getClass();
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object fallback = components[i].getAccessor().invoke(defaults);
            values[i] = changes.getOrDefault(components[i].getName(), fallback);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    static Destination.Host smtp(ScriptedMx mx) {
        return host(mx.port(), Protocol.SMTP, Destination.Tls.NONE);
    }

    static Destination.Host lmtp(ScriptedMx mx) {
        return host(mx.port(), Protocol.LMTP, Destination.Tls.NONE);
    }

    static Destination.Host host(int port, Protocol protocol, Destination.Tls tls) {
        return new Destination.Host(protocol, "127.0.0.1", port, tls, Optional.empty());
    }

    static OutgoingEnvelope envelope() {
        return OutgoingEnvelope.of(Optional.of(Address.parse("bob@here.example")), false, false);
    }

    static Parcel parcel(String... recipients) {
        return parcel(envelope(), MAIL, recipients);
    }

    static Parcel parcel(OutgoingEnvelope envelope, String content, String... recipients) {
        return new Parcel(
                "t1",
                envelope,
                Stream.of(recipients).map(Address::parse).map(Recipient::of).toList(),
                "Received: from bob\r\n".getBytes(StandardCharsets.US_ASCII),
                Content.of(content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** {@code relayed}, {@code deferred 4.x.x} or {@code refused 5.x.x}, recipient by recipient. */
    static List<String> brief(List<Handover> results) {
        return results.stream()
                .map(result ->
                        switch (result) {
                            case Handover.Relayed _ -> "relayed";
                            case Handover.Deferred deferred ->
                                    "deferred " + deferred.failure().status();
                            case Handover.Refused refused ->
                                    "refused " + refused.failure().status();
                        })
                .toList();
    }
}
