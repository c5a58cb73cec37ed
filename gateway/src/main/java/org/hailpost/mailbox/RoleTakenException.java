package org.hailpost.mailbox;

/** Another mailbox of the account has that role. */
public class RoleTakenException extends RuntimeException {
    public RoleTakenException(Role role) {
        super("role is taken: " + role);
    }
}
