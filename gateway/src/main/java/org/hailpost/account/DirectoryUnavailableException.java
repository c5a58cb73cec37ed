package org.hailpost.account;

/** The directory cannot be asked now; the same call may go through later. */
public class DirectoryUnavailableException extends RuntimeException {
    public DirectoryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
