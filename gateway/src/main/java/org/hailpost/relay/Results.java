package org.hailpost.relay;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.Handover.Deferred;
import org.hailpost.outbound.Handover.Failure;
import org.hailpost.outbound.Handover.Refused;
import org.jspecify.annotations.Nullable;

/** What has become of each recipient in one attempt so far. Owned by one thread. */
final class Results {
    private final @Nullable Handover[] settled;

    Results(int recipients) {
        settled = new Handover[recipients];
    }

    /** Those of whom nothing is known yet. */
    List<Integer> open() {
        return IntStream.range(0, settled.length).filter(i -> settled[i] == null).boxed().toList();
    }

    boolean complete() {
        return Arrays.stream(settled).noneMatch(result -> result == null);
    }

    void settle(int recipient, Handover result) {
        settled[recipient] = result;
    }

    /** A reply that refuses, for good or for now. */
    void settle(int recipient, String host, Reply reply, Stage stage) {
        String status = reply.status(stage);
        // RFC 5321 §4.5.3.1.10: hosts that mean "too many recipients" said 552 once.
        boolean tooMany =
                reply.code() == 552
                        && stage == Stage.RECIPIENT
                        && (!reply.hasStatus() || status.equals("5.5.3"));
        if (reply.permanent() && !tooMany) {
            settle(recipient, new Refused(new Failure(host, status, reply.text())));
        } else {
            settle(
                    recipient,
                    new Deferred(
                            new Failure(host, "4" + status.substring(1), reply.text()), false));
        }
    }

    void settleOpen(Handover result) {
        open().forEach(i -> settle(i, result));
    }

    /** Of a complete attempt. */
    List<Handover> all() {
        return Arrays.stream(settled).map(java.util.Objects::requireNonNull).toList();
    }

    long count(Class<? extends Handover> kind) {
        return Arrays.stream(settled).filter(kind::isInstance).count();
    }
}
