package org.hailpost.bridge.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds the public documents and the records together, in both directions. */
class ProtocolDocumentsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNode SCHEMAS = JSON.readTree(ProtocolDocuments.schemas());
    private static final JsonNode ASYNC_API = JSON.readTree(ProtocolDocuments.asyncApi());

    /** What the frames are made of, under the records' own names. */
    private static final List<Class<? extends Record>> PARTS =
            List.of(
                    Terminal.class,
                    Resume.class,
                    Credential.Password.class,
                    ServerFrame.Welcome.Limits.class,
                    Message.class,
                    Event.MessageFlags.Flagged.class,
                    Event.MessageRemoved.Removed.class,
                    Party.class,
                    Attachment.class,
                    SentBlob.class,
                    ThreadSummary.class,
                    ServerFrame.SearchPage.Hit.class);

    /**
     * Absent means empty or false, so a client may leave them out though no record component is
     * ever null.
     */
    private static final Set<String> LEFT_OUT =
            Set.of("to", "blobs", "name", "localAddresses", "capabilities");

    static List<Frame> examples() {
        List<Frame> all = new ArrayList<>(FrameExamples.client());
        all.addAll(FrameExamples.server());
        return all;
    }

    static Stream<Map.Entry<String, Class<?>>> records() {
        Map<String, Class<?>> records = new TreeMap<>();
        records.putAll(FrameType.CLIENT);
        records.putAll(FrameType.SERVER);
        records.putAll(FrameType.EVENTS);
        PARTS.forEach(part -> records.put(part.getSimpleName(), part));
        return records.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleValidates(Frame frame) {
        JsonNode json = JSON.readTree(FrameCodec.forGateway().encode(frame));
        assertThat(schema(FrameType.name(frame)).validate(json)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordAndItsSchemaHaveTheSameFields(Map.Entry<String, Class<?>> entry) {
        JsonNode schema = SCHEMAS.at("/$defs/" + entry.getKey());
        Set<String> fields = new TreeSet<>(schema.get("properties").propertyNames());
        Set<String> required = new TreeSet<>();
        schema.get("required").forEach(name -> required.add(name.stringValue()));
        if (!PARTS.contains(entry.getValue())) {
            assertThat(fields.remove("type")).isTrue();
            assertThat(required.remove("type")).isTrue();
        }
        if (Event.class.isAssignableFrom(entry.getValue())) {
            assertThat(fields.remove("kind")).isTrue();
            assertThat(required.remove("kind")).isTrue();
        }
        RecordComponent[] components = entry.getValue().getRecordComponents();
        assertThat(fields)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(components).map(RecordComponent::getName).toList());
        for (RecordComponent component : components) {
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean mayLackInSchema = !required.contains(component.getName());
            if (nullable) {
                assertThat(mayLackInSchema).as(component.getName()).isTrue();
            } else if (mayLackInSchema) {
                assertThat(LEFT_OUT).contains(component.getName());
            }
        }
    }

    @Test
    void everySchemaBelongsToARecordOrAnEnum() {
        Set<String> known = new TreeSet<>(Set.of("Credential", "DeliveryState", "ErrorCode"));
        records().forEach(entry -> known.add(entry.getKey()));
        assertThat(SCHEMAS.get("$defs").propertyNames()).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void theEnumsSayTheSameOnTheWire() {
        assertEnum("/$defs/ErrorCode/enum", ErrorCode.values());
        assertEnum("/$defs/DeliveryState/enum", DeliveryState.values());
        assertEnum("/$defs/Party/properties/trust/enum", Trust.values());
        assertEnum("/$defs/Terminal/properties/kind/enum", TerminalKind.values());
        assertEnum("/$defs/send/properties/mode/enum", SendMode.values());
    }

    @Test
    void theAsyncApiNamesEveryFrameAndCloseCode() {
        Set<String> frames = new TreeSet<>(FrameType.CLIENT.keySet());
        frames.addAll(FrameType.SERVER.keySet());
        frames.addAll(FrameType.EVENTS.keySet());
        JsonNode messages = ASYNC_API.at("/channels/bridge/messages");
        assertThat(messages.propertyNames()).containsExactlyInAnyOrderElementsOf(frames);
        for (String frame : frames) {
            assertThat(messages.get(frame).at("/payload/schema/$ref").stringValue())
                    .isEqualTo("hailpost.v1.schema.json#/$defs/" + frame);
        }
        assertThat(ASYNC_API.get("x-close-codes").propertyNames())
                .contains(
                        Arrays.stream(CloseCode.values())
                                .map(code -> Integer.toString(code.code()))
                                .toArray(String[]::new));
        assertThat(ASYNC_API.at("/channels/bridge/address").stringValue())
                .isEqualTo(ProtocolDocuments.PATH);
    }

    @Test
    void theSchemaRefusesWhatTheRecordsRefuse() {
        for (String json :
                List.of(
                        "{\"type\":\"ack\"}",
                        "{\"type\":\"ack\",\"seq\":-1}",
                        "{\"type\":\"ack\",\"seq\":\"5\"}")) {
            assertThat(schema("ack").validate(JSON.readTree(json))).isNotEmpty();
        }
    }

    private static void assertEnum(String pointer, Enum<?>[] values) {
        List<String> wire = new ArrayList<>();
        SCHEMAS.at(pointer).forEach(value -> wire.add(value.stringValue()));
        assertThat(wire)
                .containsExactlyElementsOf(
                        Arrays.stream(values)
                                .map(value -> JSON.valueToTree(value).stringValue())
                                .filter(name -> !name.equals("unknown"))
                                .toList());
    }

    private static Schema schema(String name) {
        ObjectNode one = JSON.createObjectNode();
        one.set("$schema", SCHEMAS.get("$schema"));
        one.put("$ref", "#/$defs/" + name);
        one.set("$defs", SCHEMAS.get("$defs"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(one);
    }
}
