package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What sort of program a terminal is. */
public enum TerminalKind {
    @JsonProperty("web")
    WEB,
    @JsonProperty("cli")
    CLI,
    @JsonProperty("java")
    JAVA
}
