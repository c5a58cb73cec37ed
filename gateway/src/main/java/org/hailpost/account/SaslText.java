package org.hailpost.account;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Responses that are text: UTF-8, and no longer than a name with a secret or token can be. */
final class SaslText {
    private static final int MAX_OCTETS = 8 * 1024;

    private SaslText() {}

    static Optional<String> of(byte[] response) {
        if (response.length > MAX_OCTETS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(response))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
