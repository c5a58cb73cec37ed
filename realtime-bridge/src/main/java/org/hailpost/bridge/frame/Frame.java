package org.hailpost.bridge.frame;

/** Anything that crosses the wire as one WebSocket text message. */
public sealed interface Frame permits ClientFrame, ServerFrame {}
