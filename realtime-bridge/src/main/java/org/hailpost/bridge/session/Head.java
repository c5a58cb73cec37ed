package org.hailpost.bridge.session;

/** The end of an account's change log: its epoch and the newest seq, 0 before the first change. */
public record Head(String epoch, long seq) {}
