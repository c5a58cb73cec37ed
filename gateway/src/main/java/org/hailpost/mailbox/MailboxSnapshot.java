package org.hailpost.mailbox;

import java.util.List;

/**
 * The state of a whole mailbox at one modseq: parallel arrays in ascending UID order. The arrays
 * are the snapshot's own; who takes the snapshot may keep and change them.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of primitive columns, never compared
public record MailboxSnapshot(
        long[] uids,
        long[] messageIds,
        long[] flags,
        long[] modseqs,
        List<String> keywords,
        long uidNext,
        long highestModseq,
        long accountSeq) {}
