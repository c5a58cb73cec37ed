package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records to UTF-8 JSON and back. Immutable, shared by all threads; one per direction of limits: a
 * gateway reads small frames, a client larger ones.
 */
public final class FrameCodec {
    private final JsonMapper mapper;

    private FrameCodec(int frameBytes) {
        StreamReadConstraints limits =
                StreamReadConstraints.builder()
                        .maxNestingDepth(FrameLimits.NESTING)
                        .maxDocumentLength(frameBytes)
                        .maxStringLength(frameBytes)
                        .maxNameLength(64)
                        .maxNumberLength(20)
                        .build();
        mapper =
                JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
                        .annotationIntrospector(new NumbersRequired())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                        .changeDefaultPropertyInclusion(
                                value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                        .build();
    }

    /** For the gateway's side: reads frames of at most {@link FrameLimits#CLIENT_FRAME} bytes. */
    public static FrameCodec forGateway() {
        return new FrameCodec(FrameLimits.CLIENT_FRAME);
    }

    /** For the terminal's side: reads frames of at most {@link FrameLimits#SERVER_FRAME} bytes. */
    public static FrameCodec forTerminal() {
        return new FrameCodec(FrameLimits.SERVER_FRAME);
    }

    public byte[] encode(Frame frame) {
        ObjectNode json = mapper.createObjectNode();
        if (frame instanceof Event) {
            json.put("type", FrameType.EVENT).put("kind", FrameType.name(frame));
        } else {
            json.put("type", FrameType.name(frame));
        }
        json.setAll(mapper.<ObjectNode>valueToTree(frame));
        return mapper.writeValueAsBytes(json);
    }

    /** What a terminal said. */
    public ClientFrame decodeClient(byte[] json) throws MalformedFrameException {
        ObjectNode node = parse(json);
        String type = word(node, "type");
        Class<? extends ClientFrame> known = FrameType.CLIENT.get(type);
        return known == null
                ? new ClientFrame.Unknown(type, request(node))
                : bind(node, known, type);
    }

    /** What the gateway said. */
    public ServerFrame decodeServer(byte[] json) throws MalformedFrameException {
        ObjectNode node = parse(json);
        String type = word(node, "type");
        if (type.equals(FrameType.EVENT)) {
            String kind = word(node, "kind");
            return bind(node, FrameType.EVENTS.getOrDefault(kind, Event.Other.class), kind);
        }
        Class<? extends ServerFrame> known = FrameType.SERVER.get(type);
        return known == null ? new ServerFrame.Unknown(type) : bind(node, known, type);
    }

    private ObjectNode parse(byte[] json) throws MalformedFrameException {
        try {
            if (mapper.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException _) {
            // The parser's own words quote the input, so they go no further.
        }
        throw new MalformedFrameException("not a JSON object within the limits", null);
    }

    private <T> T bind(ObjectNode node, Class<T> record, String name)
            throws MalformedFrameException {
        try {
            return mapper.treeToValue(node, record);
        } catch (JacksonException e) {
            throw new MalformedFrameException(name + ": " + why(e), request(node));
        }
    }

    /**
     * A {@link Check} names its field and quotes nothing; anything else is Jackson's and stays
     * here.
     */
    private static String why(JacksonException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getClass() == IllegalArgumentException.class) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "a field is missing or has the wrong type";
    }

    private static String word(ObjectNode node, String field) throws MalformedFrameException {
        JsonNode value = node.get(field);
        if (value == null || !value.isString() || value.stringValue().length() > 64) {
            throw new MalformedFrameException(field + " must be a short string", request(node));
        }
        return value.stringValue();
    }

    private static @Nullable Long request(ObjectNode node) {
        JsonNode value = node.get("request");
        return value != null && value.isIntegralNumber() && value.canConvertToLong()
                ? Long.valueOf(value.longValue())
                : null;
    }
}
