package org.hailpost.bridge.session;

import java.net.InetAddress;
import java.time.Duration;
import org.hailpost.bridge.frame.Credential;

/** Port: who may come in. The implementation counts failures and throttles. */
public interface Accounts {

    Outcome authenticate(Credential credential, InetAddress remote);

    /** The answer to a credential. */
    sealed interface Outcome {}

    /** The credential holds. */
    record Authenticated(Principal principal) implements Outcome {}

    /** It does not; no word on why. */
    record Refused() implements Outcome {}

    /** Too many failures from this address or on this account; the credential was not looked at. */
    record Throttled(Duration retryAfter) implements Outcome {}

    /** It could not be checked for now. */
    record Unavailable() implements Outcome {}
}
