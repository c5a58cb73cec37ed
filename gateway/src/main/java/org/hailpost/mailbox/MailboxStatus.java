package org.hailpost.mailbox;

/** The figures of STATUS (RFC 9051 §6.3.11); {@code highestModseq} ≥ 1. */
public record MailboxStatus(
        long messages,
        long recent,
        long unseen,
        long deleted,
        long uidNext,
        long uidValidity,
        long highestModseq) {}
