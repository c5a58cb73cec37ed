package org.hailpost.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.hailpost.message.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrsTest {
    private static final Address AMY = Address.parse("Amy.o=x+1@far.example");

    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private final Srs ours = new Srs("ours".getBytes(StandardCharsets.UTF_8), () -> now);
    private final Srs theirs = new Srs("theirs".getBytes(StandardCharsets.UTF_8), () -> now);

    @Test
    void aReturnPathLeadsBackToTheSender() {
        Address path = ours.forwarded(AMY, "example.org").orElseThrow();
        assertThat(path.toString())
                .matches("SRS0=[a-z2-7]{8}=[a-z2-7]{2}=far\\.example=Amy\\.o=x\\+1@example\\.org");
        assertThat(ours.original(path)).contains(AMY);
        Address shouted = new Address(path.localPart().toUpperCase(Locale.ROOT), "example.org");
        assertThat(ours.original(shouted).map(Address::canonical)).contains(AMY.canonical());
    }

    @Test
    void whatOthersSealedLeadsNowhere() {
        assertThat(theirs.original(ours.forwarded(AMY, "example.org").orElseThrow())).isEmpty();
        String path = ours.forwarded(AMY, "example.org").orElseThrow().toString();
        assertThat(ours.original(Address.parse(path.replace("far.example", "victim.example"))))
                .isEmpty();
    }

    @Test
    void aReturnPathHoldsForThreeWeeks() {
        Address path = ours.forwarded(AMY, "example.org").orElseThrow();
        now = now.plus(Duration.ofDays(21));
        assertThat(ours.original(path)).contains(AMY);
        now = now.plus(Duration.ofDays(1));
        assertThat(ours.original(path)).isEmpty();
    }

    @Test
    void aChainOfForwardersLeadsBackToTheFirst() {
        Address first = theirs.forwarded(AMY, "b.example").orElseThrow();
        Address second = ours.forwarded(first, "c.example").orElseThrow();
        assertThat(second.localPart()).startsWith("SRS1=");
        assertThat(ours.original(second)).contains(first);
        Srs last = new Srs("last".getBytes(StandardCharsets.UTF_8), () -> now);
        Address third = last.forwarded(second, "d.example").orElseThrow();
        assertThat(third.localPart()).hasSameSizeAs(second.localPart());
        assertThat(last.original(third)).contains(first);
        assertThat(theirs.original(first)).contains(AMY);
    }

    @Test
    void anAddressThatWouldBeTooLongGetsNone() {
        Address bulk = Address.parse("bounce-1234567890-ann=example.org@news.bulk-mailer.example");
        assertThat(ours.forwarded(bulk, "example.org")).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SRS0@x.example",
                "SRS0=@x.example",
                "SRS0==@x.example",
                "SRS0===@x.example",
                "SRS0=a=b@x.example",
                "SRS0=aaaaaaaa=aa=far.example=amy@x.example",
                "SRS1=aaaaaaaa=b==c=d=e=f@x.example",
                "SRS1====@x.example",
                "srs2=a=b=c=d@x.example"
            })
    void garbageLeadsNowhere(String path) {
        assertThat(ours.original(Address.parse(path))).isEmpty();
        assertThat(ours.forwarded(Address.parse(path), "example.org")).isPresent();
    }
}
