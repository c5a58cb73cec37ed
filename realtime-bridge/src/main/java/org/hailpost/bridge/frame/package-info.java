/**
 * The frames of {@code hailpost.v1}: one record per frame, sealed by direction, and the JSON codec
 * between records and bytes.
 *
 * <p>Called by the session (server side) and by the Java client. The public description is the
 * AsyncAPI document and the JSON Schemas beside it ({@link
 * org.hailpost.bridge.frame.ProtocolDocuments}); a test holds records and schemas together in both
 * directions.
 *
 * <p>Invariant: a record that exists is valid. Limits and shapes are checked in the constructors,
 * so nobody behind the codec checks again. Unknown fields, frames and event kinds are ignored,
 * never an error: both sides may be newer than the other.
 *
 * <p>It knows no sockets, sessions, mail or SQL.
 */
@NullMarked
package org.hailpost.bridge.frame;

import org.jspecify.annotations.NullMarked;
