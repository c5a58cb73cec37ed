package org.hailpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopIT {
    private final CountDownLatch committing = new CountDownLatch(1);
    private final CountDownLatch committed = new CountDownLatch(1);

    @Test
    void aClientThatWaitsIsToldGoodBye() throws Exception {
        try (TestListener mx = TestListener.mx();
                SmtpClient waiting = mx.greeted();
                SmtpClient between = mx.withRecipient();
                SmtpClient secured = mx.greeted()) {
            secured.startTls();
            secured.send("EHLO client.example").expect("250");
            Thread stopping = Thread.ofVirtual().start(() -> mx.server.stop(Duration.ofSeconds(5)));
            waiting.expect("421 4.3.2");
            waiting.expectEnd();
            between.expect("421 4.3.2");
            secured.expect("421 4.3.2");
            assertThat(stopping.join(Duration.ofSeconds(5))).isTrue();
            assertThatThrownBy(mx::client).isInstanceOf(IOException.class);
        }
    }

    @Test
    void w13AMessageThatIsBeingCommittedIsStillAnswered() throws Exception {
        try (TestListener mx = TestListener.mx();
                SmtpClient client = committing(mx)) {
            Thread stopping =
                    Thread.ofVirtual().start(() -> mx.server.stop(Duration.ofSeconds(10)));
            awaitClosedTo(mx);
            committed.countDown();
            client.expect("250 2.0.0 Kept");
            client.expect("421 4.3.2");
            client.expectEnd();
            assertThat(stopping.join(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void w13StoppingTakesNoLongerThanItMay() throws Exception {
        try (TestListener mx = TestListener.mx();
                SmtpClient client = committing(mx)) {
            long begin = System.nanoTime();
            mx.server.stop(Duration.ofMillis(300));
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(5));
            committed.countDown();
            client.expectEnd();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (TestListener first = TestListener.mx()) {
            assertThatThrownBy(() -> TestListener.mx(Map.of("port", first.server.port())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1 port " + first.server.port());
        }
    }

    private SmtpClient committing(TestListener mx) throws Exception {
        mx.delivery.behaviour.set((_, _) -> {
            committing.countDown();
            try {
                assertThat(committed.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return FakeDelivery.STORED;
        });
        SmtpClient client = mx.inData();
        client.raw("x\r\n.\r\n");
        assertThat(committing.await(10, TimeUnit.SECONDS)).isTrue();
        return client;
    }

    private static void awaitClosedTo(TestListener mx) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < deadline) {
            try {
                mx.client().close();
            } catch (IOException e) {
                return;
            }
        }
        throw new AssertionError("still takes connections");
    }
}
