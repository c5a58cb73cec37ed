package org.hailpost.store;

import java.util.List;
import org.hailpost.message.Address;
import org.hailpost.message.Attachment;
import org.hailpost.message.Party;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The columns that hold small JSON arrays. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private record PartyRow(String address, String name) {}

    private Json() {}

    static String parties(List<Party> parties) {
        return MAPPER.writeValueAsString(
                parties.stream()
                        .map(party -> new PartyRow(party.address().toString(), party.name()))
                        .toList());
    }

    static List<Party> parties(String json) {
        return MAPPER.readValue(json, new TypeReference<List<PartyRow>>() {}).stream()
                .map(row -> new Party(Address.parse(row.address()), row.name()))
                .toList();
    }

    static String attachments(List<Attachment> attachments) {
        return attachments.isEmpty() ? "[]" : MAPPER.writeValueAsString(attachments);
    }

    static List<Attachment> attachments(String json) {
        return json.equals("[]")
                ? List.of()
                : MAPPER.readValue(json, new TypeReference<List<Attachment>>() {});
    }

    static String strings(List<String> strings) {
        return MAPPER.writeValueAsString(strings);
    }

    static List<String> strings(String json) {
        return MAPPER.readValue(json, new TypeReference<List<String>>() {});
    }

    static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
