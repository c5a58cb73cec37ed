package org.hailpost.bridge.client;

import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.bridge.frame.SentBlob;
import org.jspecify.annotations.Nullable;

/**
 * A message to send: into {@code thread}, or to the addresses {@code to}, exactly one of the two.
 *
 * @param clientId makes the send idempotent for 24 hours: the same id again is the same message and
 *     the same answer
 */
public record Outgoing(
        UUID clientId,
        @Nullable String thread,
        List<String> to,
        @Nullable String subject,
        String text,
        List<SentBlob> blobs,
        SendMode mode) {
    public Outgoing {
        to = List.copyOf(to);
        blobs = List.copyOf(blobs);
    }

    public static Outgoing reply(String thread, String text) {
        return new Outgoing(
                TimeOrderedUuid.next(), thread, List.of(), null, text, List.of(), SendMode.AUTO);
    }

    public static Outgoing to(String address, String text) {
        return new Outgoing(
                TimeOrderedUuid.next(),
                null,
                List.of(address),
                null,
                text,
                List.of(),
                SendMode.AUTO);
    }

    public Outgoing withSubject(String newSubject) {
        return new Outgoing(clientId, thread, to, newSubject, text, blobs, mode);
    }

    public Outgoing withClientId(UUID newClientId) {
        return new Outgoing(newClientId, thread, to, subject, text, blobs, mode);
    }

    /** Files that were uploaded before, in this order: {@link BridgeClient#upload}. */
    public Outgoing withBlobs(List<SentBlob> files) {
        return new Outgoing(clientId, thread, to, subject, text, files, mode);
    }

    public Outgoing withMode(SendMode newMode) {
        return new Outgoing(clientId, thread, to, subject, text, blobs, newMode);
    }
}
