package org.hailpost.bridge.frame;

import java.util.List;
import java.util.UUID;

/**
 * What a terminal tells about itself. All of it is the terminal's word: shown to the account's
 * owner, trusted by nobody.
 *
 * @param id kept by the terminal over reconnects; a second session with it replaces the first
 */
public record Terminal(
        UUID id,
        TerminalKind kind,
        String name,
        List<String> localAddresses,
        List<String> capabilities) {
    public Terminal {
        Check.present(id, "terminal.id");
        Check.present(kind, "terminal.kind");
        name = name == null ? "" : name;
        Check.length(name, FrameLimits.NAME, "terminal.name");
        localAddresses =
                Check.list(
                        localAddresses,
                        "terminal.localAddresses",
                        FrameLimits.LOCAL_ADDRESSES,
                        FrameLimits.NAME);
        capabilities =
                Check.list(
                        capabilities,
                        "terminal.capabilities",
                        FrameLimits.CAPABILITIES,
                        FrameLimits.WORD);
    }
}
