package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a message shall travel: the gateway's choice, only to open terminals, or as mail. */
public enum SendMode {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("live")
    LIVE,
    @JsonProperty("mail")
    MAIL
}
