package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a message has come towards one party. */
public enum DeliveryState {
    @JsonProperty("queued")
    QUEUED,
    @JsonProperty("relayed")
    RELAYED,
    @JsonProperty("pushed")
    PUSHED,
    @JsonProperty("displayed")
    DISPLAYED,
    @JsonProperty("deferred")
    DEFERRED,
    @JsonProperty("bounced")
    BOUNCED,
    /** A state of a newer gateway; never sent by this one. */
    @JsonEnumDefaultValue
    @JsonProperty("unknown")
    UNKNOWN
}
