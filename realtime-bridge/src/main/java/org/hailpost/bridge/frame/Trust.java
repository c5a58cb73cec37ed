package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Why the sender's address may be believed. What a newer gateway says beyond this counts as {@link
 * #NONE}.
 */
public enum Trust {
    @JsonProperty("dmarc")
    DMARC,
    @JsonProperty("guest")
    GUEST,
    @JsonProperty("local")
    LOCAL,
    @JsonEnumDefaultValue
    @JsonProperty("none")
    NONE
}
