package org.hailpost.account;

/**
 * Where SCRAM verifiers are kept beside the passwords; they are read as {@link
 * Directory#credentials}. Blocks; throws {@link DirectoryUnavailableException}.
 */
public interface ScramStore {
    /** A secret of this installation, the same on every node and after every restart. */
    byte[] decoyKey();

    /**
     * Keeps the verifier of a password that was set before there were any; does nothing if the
     * password has been changed meanwhile, or has one.
     */
    void keep(Credential password, ScramVerifier verifier);
}
