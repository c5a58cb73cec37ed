package org.hailpost.account;

import com.ongres.scram.common.ScramFunctions;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.hailpost.message.Address;
import org.jspecify.annotations.Nullable;

/** What SCRAM asks of the directory. Thread-safe. */
final class ScramLogin {
    private static final int NONCE_CHARACTERS = 24;

    private final Directory directory;
    private final ScramStore store;
    private final LoginThrottle throttle;
    private final SecureRandom random;
    private volatile byte @Nullable [] decoyKey;

    ScramLogin(Directory directory, ScramStore store, LoginThrottle throttle, SecureRandom random) {
        this.directory = directory;
        this.store = store;
        this.throttle = throttle;
        this.random = random;
    }

    SaslExchange begin(String mechanism, boolean plusOffered, SaslPeer peer) {
        return new ScramExchange(
                this,
                new ScramExchange.Terms(
                        mechanism.equals(Sasl.SCRAM_PLUS),
                        plusOffered,
                        peer.channelBindings(),
                        peer.remote()),
                ScramFunctions.nonce(NONCE_CHARACTERS, random));
    }

    /** The account's verifier, or a decoy if there is no account, or none of it. */
    ScramVerifier verifier(String name) {
        Optional<Address> address = DirectoryLogin.address(name);
        ScramVerifier decoy = ScramVerifier.decoy(DirectoryLogin.key(address, name), decoyKey());
        return address.map(directory::credentials).orElse(List.of()).stream()
                .filter(credential -> credential.kind() == Credential.Kind.SCRAM)
                .findFirst()
                .map(credential -> ScramVerifier.parse(credential.hash()))
                .orElse(decoy);
    }

    /** The end of an exchange: counts it, and finds the account if the proof was right. */
    Login.Outcome proven(String name, boolean right, InetAddress remote) {
        Optional<Address> address = DirectoryLogin.address(name);
        return throttle.counted(
                address, remote, _ -> right ? address.flatMap(directory::find) : Optional.empty());
    }

    private byte[] decoyKey() {
        byte[] key = decoyKey;
        if (key == null) {
            key = store.decoyKey();
            decoyKey = key;
        }
        return key;
    }
}
