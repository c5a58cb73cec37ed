/**
 * The Java client of {@code hailpost.v1} on the JDK's own HTTP client: connects, comes back after
 * every cut, resumes, and hands each event to a {@link org.hailpost.bridge.client.Listener} once
 * and in order.
 *
 * <p>Called by programs that want to talk, the CLI terminal first. At run time it needs the JDK,
 * Jackson and slf4j only.
 *
 * <p>Invariant: all state of a client is owned by one serial loop ({@link
 * org.hailpost.bridge.client.SerialExecutor}); the listener runs on a second one, so it may block
 * and may wait for answers. What is acknowledged is always a contiguous prefix of events from which
 * the listener returned normally and that the {@link org.hailpost.bridge.client.ResumeStore} holds.
 * An idle client holds no thread and one timer.
 *
 * <p>It knows no terminal, no Netty, no server, no mail.
 */
@NullMarked
package org.hailpost.bridge.client;

import org.jspecify.annotations.NullMarked;
