package org.hailpost.mailbox;

/**
 * What a session has to tell its client, in this order.
 *
 * @param expunged sequence numbers to send as they stand: each counts after the ones before it
 * @param expungedUids the same messages by UID, in the same order
 * @param exists the new number of messages if it grew; -1 if not
 * @param changed rows whose flags changed, numbered after the expunges
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the session that asked
public record ViewUpdate(int[] expunged, long[] expungedUids, int exists, RowPage changed) {}
