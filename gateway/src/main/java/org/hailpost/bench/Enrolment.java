package org.hailpost.bench;

import java.nio.file.Path;
import java.util.List;

/** Enrols accounts of a gateway; the program knows how, and does it while the gateway runs. */
@FunctionalInterface
public interface Enrolment {
    /**
     * Enrols accounts that are not there yet.
     *
     * @param configuration of the gateway
     * @param domain it is added if it is not there
     * @param accounts addresses in the domain
     * @param password of each of them
     */
    void enrol(Path configuration, String domain, List<String> accounts, String password)
            throws Exception;
}
