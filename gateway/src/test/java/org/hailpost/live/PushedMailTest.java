package org.hailpost.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.hailpost.delivery.DeliverySettings;
import org.hailpost.mailbox.Event;
import org.hailpost.mailbox.EventLog;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.PushedCopies;
import org.junit.jupiter.api.Test;

class PushedMailTest {
    private static final long REMOVED = 13;

    @Test
    void aSenderWhoseAccountIsGoneKeepsNobodyFromBeingTold() {
        TwoOrigins copies = new TwoOrigins();
        Told log = new Told();
        try (PushedMail pushed =
                new PushedMail(DeliverySettings.defaults(), copies, log, Clock.systemUTC())) {
            pushed.displayed(1, List.of(5L, 6L));
        }
        assertThat(log.told).containsExactly(60L);
    }

    private static final class TwoOrigins implements PushedCopies {
        @Override
        public void archive(long accountId, List<Long> messageIds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void drop(long accountId, List<Long> messageIds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Origin> origins(long accountId, List<Long> messageIds) {
            return List.of(
                    new Origin(5, REMOVED, 50, "bob@example.org"),
                    new Origin(6, 2, 60, "bob@example.org"));
        }
    }

    private static final class Told implements EventLog {
        final List<Long> told = new ArrayList<>();

        @Override
        public void messageState(
                long accountId, long messageId, String party, Event.State state, String reason) {
            if (accountId == REMOVED) {
                throw new MailboxGoneException("account " + accountId);
            }
            told.add(messageId);
        }

        @Override
        public Head head(long accountId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Event> read(long accountId, long afterSeq, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<Long, Long> heads(Collection<Long> accountIds) {
            throw new UnsupportedOperationException();
        }
    }
}
