package org.hailpost.bench;

import java.nio.file.Path;
import java.util.Map;

/** Enrols accounts of a gateway; the program knows how, and does it while the gateway runs. */
@FunctionalInterface
public interface Enrolment {
    /**
     * Enrols accounts that are not there yet.
     *
     * @param configuration of the gateway
     * @param domain it is added if it is not there
     * @param tokens a bearer token for each account, by its address in the domain
     * @param password of each of them
     */
    void enrol(Path configuration, String domain, Map<String, String> tokens, String password)
            throws Exception;
}
