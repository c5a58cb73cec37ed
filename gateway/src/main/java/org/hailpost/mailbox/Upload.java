package org.hailpost.mailbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way.
 *
 * @param length octets of the whole
 * @param received so many of them are here
 * @param expires when it goes unless more comes or a mail takes it
 * @param sha256 once it is whole
 */
@SuppressWarnings("ArrayRecordComponent") // on its way to a header field; compared by nobody
public record Upload(
        UUID id, long length, long received, Instant expires, byte @Nullable [] sha256) {}
