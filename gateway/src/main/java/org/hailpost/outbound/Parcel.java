package org.hailpost.outbound;

import java.util.List;
import org.hailpost.message.Content;

/**
 * What is handed over in one SMTP transaction: a mail, and those of its recipients who share a
 * destination.
 *
 * @param id of the mail in the log
 * @param trace goes out before the content
 * @param content read once per attempt, streamed; stays the caller's to close
 */
@SuppressWarnings("ArrayRecordComponent") // wire bytes
public record Parcel(
        String id,
        OutgoingEnvelope envelope,
        List<Recipient> recipients,
        byte[] trace,
        Content content) {
    public Parcel {
        recipients = List.copyOf(recipients);
    }

    /** Octets as they go out. */
    public long size() {
        return trace.length + content.size();
    }
}
