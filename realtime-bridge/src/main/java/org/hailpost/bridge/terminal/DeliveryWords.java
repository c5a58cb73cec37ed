package org.hailpost.bridge.terminal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hailpost.bridge.frame.DeliveryState;
import org.jspecify.annotations.Nullable;

/** How far a message has come, as a person says it. */
final class DeliveryWords {
    private DeliveryWords() {}

    /** Of a message as a whole; empty where there is nothing to say. */
    static String of(@Nullable DeliveryState state) {
        return switch (state) {
            case null -> "";
            case QUEUED -> "queued";
            case DEFERRED -> "delayed";
            case RELAYED -> "relayed";
            case BOUNCED -> "not delivered";
            case PUSHED -> "on a terminal";
            case DISPLAYED -> "on screen";
            case UNKNOWN -> "";
        };
    }

    /** Towards somebody. */
    static String of(DeliveryState state, String party) {
        String said =
                switch (state) {
                    case QUEUED, DEFERRED, RELAYED, BOUNCED -> of(state) + " to ";
                    case PUSHED, DISPLAYED -> of(state) + " at ";
                    case UNKNOWN -> "on the way to ";
                };
        return said + party;
    }

    /**
     * Towards each party, the parties that are as far together: {@code relayed to a@b.example and 2
     * more, on screen at c@d.example}.
     */
    static String of(Map<String, DeliveryState> parties) {
        Map<DeliveryState, List<String>> byState = new EnumMap<>(DeliveryState.class);
        parties.forEach((party, state) ->
                byState.computeIfAbsent(state, _ -> new ArrayList<>()).add(party));
        List<String> said = new ArrayList<>();
        byState.forEach((state, some) -> {
            String more = some.size() > 1 ? " and " + (some.size() - 1) + " more" : "";
            said.add(of(state, some.getFirst()) + more);
        });
        return String.join(", ", said);
    }
}
