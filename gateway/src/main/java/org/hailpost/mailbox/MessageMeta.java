package org.hailpost.mailbox;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What was computed about a message when it was delivered. Fields that were not asked for are null.
 *
 * @param size exact octets on the wire, trace headers included (RFC822.SIZE)
 * @param traceSize octets of the trace headers that stand before the content; offsets in {@code
 *     partIndex} count from the content's start, so they shift by this
 * @param headerSize octets of the whole header with trace headers and the empty line
 * @param sentDay the day in the Date header, ignoring its zone (RFC 9051 SENTSINCE)
 * @param threadId the conversation it is part of; 0 for none
 * @param envelope the ENVELOPE in wire form
 * @param header the raw header, trace headers and the final empty line included
 * @param searchText decoded text of all text parts
 * @param preview the beginning of the shown text, or of what it quotes where it says nothing itself
 * @param whole all octets, trace headers included, of a message up to {@link #WHOLE_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // wire bytes on their way to a socket, never compared
public record MessageMeta(
        long messageId,
        long size,
        int traceSize,
        int headerSize,
        OffsetDateTime internalDate,
        @Nullable LocalDate sentDay,
        long threadId,
        byte @Nullable [] envelope,
        byte @Nullable [] bodyStructure,
        byte @Nullable [] body,
        byte @Nullable [] partIndex,
        byte @Nullable [] header,
        @Nullable String searchText,
        @Nullable String preview,
        byte @Nullable [] whole) {

    /**
     * What is small enough to come along: one read in place of two, and a page of it is no load.
     */
    public static final int WHOLE_BYTES = 64 * 1024;

    /** The same, and what another reading of the same message has that this has not. */
    MessageMeta with(MessageMeta other) {
        return new MessageMeta(
                messageId,
                size,
                traceSize,
                headerSize,
                internalDate,
                sentDay,
                threadId,
                envelope != null ? envelope : other.envelope,
                bodyStructure != null ? bodyStructure : other.bodyStructure,
                body != null ? body : other.body,
                partIndex != null ? partIndex : other.partIndex,
                header != null ? header : other.header,
                searchText != null ? searchText : other.searchText,
                preview != null ? preview : other.preview,
                whole != null ? whole : other.whole);
    }

    MessageMeta withWhole(byte[] octets) {
        return with(searchText, preview, octets);
    }

    /** The same without what is large or seldom asked for. */
    MessageMeta withoutTexts() {
        return with(null, null, null);
    }

    private MessageMeta with(
            @Nullable String newSearchText, @Nullable String newPreview, byte @Nullable [] octets) {
        return new MessageMeta(
                messageId,
                size,
                traceSize,
                headerSize,
                internalDate,
                sentDay,
                threadId,
                envelope,
                bodyStructure,
                body,
                partIndex,
                header,
                newSearchText,
                newPreview,
                octets);
    }

    /** The columns that cost something to read. */
    public enum Field {
        ENVELOPE,
        BODY_STRUCTURE,
        BODY,
        PART_INDEX,
        HEADER,
        SEARCH_TEXT,
        PREVIEW,
        WHOLE
    }
}
