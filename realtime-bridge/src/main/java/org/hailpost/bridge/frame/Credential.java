package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;

/** Who a terminal claims to be. {@code toString} never shows the secret. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Credential.Bearer.class, name = "bearer"),
    @JsonSubTypes.Type(value = Credential.Guest.class, name = "guest"),
    @JsonSubTypes.Type(value = Credential.Password.class, name = "password")
})
public sealed interface Credential {

    /** A token of an account. */
    record Bearer(@JsonValue String token) implements Credential {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Bearer {
            Check.length(token, FrameLimits.SECRET, "bearer");
        }

        @Override
        public String toString() {
            return "Bearer[hidden]";
        }
    }

    /** The token of a hail's link: one thread and no more. */
    record Guest(@JsonValue String token) implements Credential {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Guest {
            Check.length(token, FrameLimits.SECRET, "guest");
        }

        @Override
        public String toString() {
            return "Guest[hidden]";
        }
    }

    /** An account's address and its password. */
    record Password(String account, String secret) implements Credential {
        public Password {
            Check.length(account, FrameLimits.ADDRESS, "account");
            Check.length(secret, FrameLimits.SECRET, "secret");
        }

        @Override
        public String toString() {
            return "Password[" + account + "]";
        }
    }
}
