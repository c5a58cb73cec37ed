package org.hailpost.outbound;

/** What was to be written is about recipients that somebody else has taken up since. */
public final class ClaimLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClaimLostException(String mail) {
        super("recipients of " + mail + " are somebody else's by now");
    }
}
