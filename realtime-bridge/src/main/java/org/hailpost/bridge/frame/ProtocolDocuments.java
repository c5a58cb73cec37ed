package org.hailpost.bridge.frame;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The public description of hailpost.v1, as resources of this package. */
public final class ProtocolDocuments {
    /** The WebSocket subprotocol name. */
    public static final String SUBPROTOCOL = "hailpost.v1";

    /** The HTTP path of the WebSocket. */
    public static final String PATH = "/bridge";

    private ProtocolDocuments() {}

    /** The AsyncAPI 3 document, JSON. It refers to {@link #schemas} by relative reference. */
    public static byte[] asyncApi() {
        return resource("hailpost.v1.asyncapi.json");
    }

    /** The JSON Schemas (2020-12) of all frames, by name under {@code $defs}. */
    public static byte[] schemas() {
        return resource("hailpost.v1.schema.json");
    }

    private static byte[] resource(String name) {
        try (InputStream in = ProtocolDocuments.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
