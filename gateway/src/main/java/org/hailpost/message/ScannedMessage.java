package org.hailpost.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a message that later readers would otherwise have to parse for. The arrays are
 * shared: do not change them.
 *
 * @param headerSize octets of the header, with the empty line
 * @param size octets of all
 * @param envelope IMAP ENVELOPE, parentheses included, encoded words raw (RFC 9051 §7.5.2)
 * @param bodyStructure IMAP BODYSTRUCTURE, parentheses included
 * @param body IMAP BODY: the same without extension data
 * @param partIndex for {@link PartIndex#decode}
 * @param text the readable text, at most {@value MessageScanner#MAX_TEXT} characters
 * @param searchText decoded text of all text parts, at most {@value MessageScanner#MAX_SEARCH_TEXT}
 *     characters
 * @param report null if the mail is no delivery report
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Wire bytes on their way from the scanner to the store; nobody
// compares them.
public record ScannedMessage(
        long headerSize,
        long size,
        byte[] envelope,
        byte[] bodyStructure,
        byte[] body,
        byte[] partIndex,
        HeaderFacts headers,
        ReadableText text,
        String searchText,
        List<Attachment> attachments,
        @Nullable DeliveryReport report) {}
