package org.hailpost.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import org.hailpost.message.Address;
import org.hailpost.message.AddressSyntaxException;

/**
 * JWT access tokens (RFC 9068) of an OpenID Connect issuer. Its keys are cached; a token with a key
 * that is not among them has them fetched again, not more often than twice in {@link
 * #BETWEEN_FETCHES}. Thread-safe; blocks while keys are fetched.
 */
public final class OidcTokens implements AccessTokens, AutoCloseable {
    private static final Duration KEYS_FRESH = Duration.ofMinutes(15);
    private static final Duration KEYS_WAITED_FOR = Duration.ofSeconds(12);
    static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);

    /** How long keys count while the issuer cannot be reached. */
    private static final Duration KEYS_IN_OUTAGE = Duration.ofHours(4);

    /** Public-key signatures alone: with an HMAC our copy of the key could make tokens. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final OidcSettings settings;
    private final IssuerKeys keys;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /** {@code settings} have an issuer. Connects to nothing yet. */
    public OidcTokens(OidcSettings settings, InstantSource clock) {
        this.settings = settings;
        this.keys = new IssuerKeys(settings.issuer().orElseThrow());
        JWKSource<SecurityContext> cached =
                JWKSourceBuilder.create(keys)
                        .cache(KEYS_FRESH.toMillis(), KEYS_WAITED_FOR.toMillis())
                        .refreshAheadCache(false)
                        .rateLimited(BETWEEN_FETCHES.toMillis())
                        .outageTolerant(KEYS_IN_OUTAGE.toMillis())
                        .build();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, cached));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        new JOSEObjectType("at+jwt"), // RFC 9068 §2.1
                        new JOSEObjectType("application/at+jwt"),
                        JOSEObjectType.JWT,
                        null));
        processor.setJWTClaimsSetVerifier(new Claims(clock));
    }

    /** {@code iss}, {@code aud}, {@code exp} and {@code nbf} (RFC 9068 §4). */
    private final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final InstantSource clock;

        Claims(InstantSource clock) {
            super(
                    settings.audience().orElseThrow(),
                    new JWTClaimsSet.Builder().issuer(settings.issuer().orElseThrow()).build(),
                    Set.of("exp", settings.addressClaim()));
            this.clock = clock;
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    @Override
    public URI discovery() {
        return keys.discovery();
    }

    @Override
    public Verdict check(String token) {
        try {
            return holder(processor.process(SignedJWT.parse(token), null));
        } catch (RateLimitReachedException e) {
            // Its key is not among those that we have just fetched, or there are none to be had.
            return keys.failing()
                    ? new Verdict.Unavailable("no keys of the issuer")
                    : new Verdict.Invalid("signed with an unknown key");
        } catch (JOSEException e) {
            return new Verdict.Unavailable(String.valueOf(e.getMessage()));
        } catch (ParseException | BadJOSEException e) {
            return new Verdict.Invalid(printable(e.getMessage() + ""));
        }
    }

    private Verdict holder(JWTClaimsSet claims) throws ParseException {
        if (settings.addressClaim().equals("email")
                && Boolean.FALSE.equals(claims.getClaim("email_verified"))) {
            // OpenID Connect Core 1.0 §5.7: anybody could have typed it in.
            return new Verdict.Invalid("email is not verified");
        }
        try {
            return new Verdict.Valid(
                    Address.parse(claims.getStringClaim(settings.addressClaim()) + ""));
        } catch (AddressSyntaxException e) {
            return new Verdict.Invalid(settings.addressClaim() + " is no address");
        }
    }

    /** The library quotes the token in places, and that goes into our log. */
    private static String printable(String why) {
        String line = why.replaceAll("[^ -~]", "?").replace('"', '\'');
        return line.substring(0, Math.min(line.length(), 120));
    }

    @Override
    public void close() {
        keys.close();
    }
}
