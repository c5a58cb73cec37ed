package org.hailpost.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * Binds one TOML text, and the environment above it, to a tree of records; used once, by one
 * thread.
 */
final class Binder {
    static final String VARIABLES = "HAILPOST_";

    private final String place;
    private final Map<String, String> removed;
    private final Map<String, String> environment;
    private final KeyLines lines;
    private final ObjectNode root;
    private final List<Problem> problems = new ArrayList<>();

    /** {@code removed} tells for a key of former versions what to write instead. */
    Binder(
            String place,
            String toml,
            Map<String, String> removed,
            Map<String, String> environment) {
        this.place = place;
        this.removed = removed;
        this.environment = environment;
        this.lines = new KeyLines(toml);
        this.root = parse(withoutRepeated(toml));
    }

    <T extends Record> T bind(T defaults) throws ConfigException {
        Record bound = table("", defaults, root);
        checkVariables(defaults.getClass());
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        @SuppressWarnings("unchecked") // table() makes the record from the defaults' own class
        T result = (T) bound;
        return result;
    }

    /** Every key, tables left out, in the order of the records' components. */
    static Set<Key> keys(Class<? extends Record> type) {
        var keys = new LinkedHashSet<Key>();
        addKeys("", type, keys);
        return keys;
    }

    private static void addKeys(String table, Class<? extends Record> type, Set<Key> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = Key.of(table, component);
            key.table().ifPresentOrElse(sub -> addKeys(key.path(), sub, keys), () -> keys.add(key));
        }
    }

    private Record table(String path, Record defaults, JsonNode node) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        List<Key> keys = Arrays.stream(components).map(c -> Key.of(path, c)).toList();
        checkNames(path, keys, node);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Key key = keys.get(i);
            Object fallback = read(components[i], defaults);
            JsonNode value = node.get(key.path().substring(key.path().lastIndexOf('.') + 1));
            if (key.table().isPresent()) {
                if (value != null && !value.isObject()) {
                    problem(
                            key.path(),
                            "is a table: write [" + key.path() + "] and its keys below");
                }
                values[i] = table(key.path(), (Record) fallback, value == null ? empty() : value);
            } else {
                values[i] = value(key, value, fallback);
            }
        }
        return create(path, defaults, components, values);
    }

    private Object value(Key key, @Nullable JsonNode node, Object fallback) {
        String variable = environment.get(key.variable());
        try {
            if (variable != null) {
                return key.value(variable);
            }
            return node == null ? fallback : key.value(node);
        } catch (BadValueException e) {
            if (variable != null) {
                problems.add(new Problem(key.variable(), 0, key.path(), e.getMessage() + ""));
            } else {
                problem(key.path(), e.getMessage() + "");
            }
            return fallback;
        }
    }

    /**
     * A record refuses a value with an IllegalArgumentException; when its message begins with the
     * name of a component, the problem is that key's, otherwise the table's.
     */
    private Record create(
            String path, Record defaults, RecordComponent[] components, Object[] values) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
            Constructor<? extends Record> constructor =
                    defaults.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                refused(path, components, refused.getMessage() + "");
                return defaults;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(String path, RecordComponent[] components, String message) {
        String first = message.split("[ :]", 2)[0];
        for (RecordComponent component : components) {
            Key key = Key.of(path, component);
            if (first.equals(component.getName()) || key.path().endsWith("." + first)) {
                problem(key.path(), message.substring(first.length()).replaceFirst("^[ :]+", ""));
                return;
            }
        }
        problem(path, message);
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void checkNames(String table, List<Key> keys, JsonNode node) {
        List<String> valid = keys.stream().map(Key::path).toList();
        for (String name : node.propertyNames()) {
            String key = table.isEmpty() ? name : table + "." + name;
            if (valid.contains(key)) {
                continue;
            }
            String successor = removed.get(key);
            if (successor != null) {
                problem(key, "was removed: " + successor);
            } else {
                problem(
                        key,
                        "no such key; "
                                + Words.nearest(key, valid)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("here are: " + String.join(", ", valid)));
            }
        }
    }

    /** A misspelt variable would be a setting that silently does nothing. */
    private void checkVariables(Class<? extends Record> type) {
        List<String> valid = keys(type).stream().map(Key::variable).toList();
        for (String name : environment.keySet()) {
            if (name.startsWith(VARIABLES) && !valid.contains(name)) {
                String near =
                        Words.nearest(name, valid).map(n -> "; did you mean " + n + "?").orElse("");
                problems.add(new Problem(name, 0, "", "no key has this variable" + near));
            }
        }
    }

    private String withoutRepeated(String toml) {
        String[] text = toml.split("\n", -1);
        lines.repeated()
                .forEach((key, places) -> {
                    for (int line : places.subList(1, places.size())) {
                        if (!text[line - 1].strip().startsWith("[")) {
                            text[line - 1] = "";
                        }
                        problems.add(
                                new Problem(
                                        place,
                                        line,
                                        key,
                                        "stands in line "
                                                + places.getFirst()
                                                + " already; keep one of them"));
                    }
                });
        return String.join("\n", text);
    }

    private ObjectNode parse(String toml) {
        try {
            return (ObjectNode) new TomlMapper().readTree(toml);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            boolean reported = problems.stream().anyMatch(problem -> problem.line() == line);
            if (!reported) {
                problems.add(new Problem(place, line, "", "not TOML: " + e.getOriginalMessage()));
            }
            return empty();
        }
    }

    private static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void problem(String key, String fault) {
        problems.add(new Problem(place, lines.of(key), key, fault));
    }
}
