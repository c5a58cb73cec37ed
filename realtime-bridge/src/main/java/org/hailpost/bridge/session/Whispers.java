package org.hailpost.bridge.session;

import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.Ephemeral;
import org.jspecify.annotations.Nullable;

/**
 * One session's outgoing ephemerals: to the account's other terminals, and under its own thread id
 * to every local account that shares the thread. Owned by the session's thread. A terminal types in
 * one thread at a time, so who shares it is remembered for the last thread only.
 */
final class Whispers {
    private static final List<String> KINDS = List.of("typing", "presence");

    private final Conversations conversations;
    private final Ephemerals ephemerals;
    private final Principal principal;
    private final UUID session;
    private @Nullable String thread;
    private List<Conversations.Counterpart> counterparts = List.of();

    Whispers(
            Conversations conversations, Ephemerals ephemerals, Principal principal, UUID session) {
        this.conversations = conversations;
        this.ephemerals = ephemerals;
        this.principal = principal;
        this.session = session;
    }

    /** Passes it on if the session may; drops it otherwise, as ephemerals are. */
    void say(Ephemeral said) {
        if (!KINDS.contains(said.kind()) || !principal.scope().covers(said.thread())) {
            return;
        }
        ephemerals.forward(principal.accountId(), session, in(said.thread(), said));
        if (said.thread() != null) {
            for (Conversations.Counterpart other : counterparts(said.thread())) {
                ephemerals.forward(other.accountId(), session, in(other.thread(), said));
            }
        }
    }

    private Ephemeral in(@Nullable String itsThread, Ephemeral said) {
        return new Ephemeral(said.kind(), itsThread, principal.address(), said.state());
    }

    private List<Conversations.Counterpart> counterparts(String asked) {
        if (!asked.equals(thread)) {
            try {
                counterparts = conversations.counterparts(principal, asked);
                thread = asked;
            } catch (PortUnavailableException | RequestRefusedException _) {
                return List.of();
            }
        }
        return counterparts;
    }
}
