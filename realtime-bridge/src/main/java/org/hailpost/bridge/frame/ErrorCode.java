package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a request was not done. Whether trying again helps says the frame's {@code temporary}. */
public enum ErrorCode {
    /** The frame has the wrong shape. */
    @JsonProperty("invalid")
    INVALID,
    /** This gateway does not know the request. */
    @JsonProperty("unsupported")
    UNSUPPORTED,
    /** Outside the session's scope. */
    @JsonProperty("forbidden")
    FORBIDDEN,
    @JsonProperty("not-found")
    NOT_FOUND,
    /** No way leads to a recipient. */
    @JsonProperty("no-route")
    NO_ROUTE,
    /** Policy refuses the message. */
    @JsonProperty("refused")
    REFUSED,
    @JsonProperty("too-large")
    TOO_LARGE,
    @JsonProperty("rate-limited")
    RATE_LIMITED,
    /** The gateway cannot reach its store; nothing was done. */
    @JsonProperty("unavailable")
    UNAVAILABLE,
    /**
     * A fault of the gateway; what was done is unknown, sends may be repeated with their clientId.
     */
    @JsonProperty("internal")
    INTERNAL,
    /** A code of a newer gateway; never sent by this one. */
    @JsonEnumDefaultValue
    @JsonProperty("unknown")
    UNKNOWN
}
