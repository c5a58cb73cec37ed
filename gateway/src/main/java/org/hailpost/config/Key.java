package org.hailpost.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One key: a component of a settings record. Its type says what a value looks like; an {@code int}
 * or {@code long} whose name ends in {@code Bytes} is a size with a unit, and an {@code Optional}
 * is written {@code ""} when it is empty.
 *
 * @param path the dotted key
 */
record Key(String path, String javaName, Type type) {
    static Key of(String table, RecordComponent component) {
        String name = Words.kebab(component.getName());
        return new Key(
                table.isEmpty() ? name : table + "." + name,
                component.getName(),
                component.getGenericType());
    }

    /** The record this key is a table of. */
    Optional<Class<? extends Record>> table() {
        return type instanceof Class<?> c && c.isRecord()
                ? Optional.of(c.asSubclass(Record.class))
                : Optional.empty();
    }

    /** The environment variable that overrides the key. */
    String variable() {
        return Binder.VARIABLES + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    Object value(JsonNode node) throws BadValueException {
        return value(type, node);
    }

    /** The value of an environment variable. */
    Object value(String text) throws BadValueException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            var array = nodes.arrayNode();
            Arrays.stream(text.split(",")).map(String::strip).forEach(array::add);
            return value(array);
        }
        if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        if (number(type) && !size() && text.matches("-?[0-9]{1,18}")) {
            return value(nodes.numberNode(Long.parseLong(text)));
        }
        return value(nodes.stringNode(text));
    }

    private Object value(Type wanted, JsonNode node) throws BadValueException {
        if (wanted instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return node.isString() && node.stringValue().isEmpty()
                        ? Optional.empty()
                        : Optional.of(value(argument, node));
            }
            return list(argument, node);
        }
        if (wanted == boolean.class) {
            require(node.isBoolean(), "must be true or false", node);
            return node.booleanValue();
        }
        if (number(wanted)) {
            return number(wanted, size() ? bytes(node) : whole(node));
        }
        require(node.isString(), "must be " + example(wanted), node);
        return text(wanted, node);
    }

    private Object text(Type wanted, JsonNode node) throws BadValueException {
        String text = node.stringValue();
        if (wanted == Duration.class) {
            return Quantity.duration(text)
                    .orElseThrow(() -> bad("must be " + example(wanted), node));
        }
        if (wanted == Path.class) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw bad("must be a path: " + e.getReason(), node);
            }
        }
        if (wanted instanceof Class<?> c && c.isEnum()) {
            return Arrays.stream(c.getEnumConstants())
                    .filter(constant -> Words.kebab(((Enum<?>) constant).name()).equals(text))
                    .findFirst()
                    .orElseThrow(() -> bad("must be " + example(wanted), node));
        }
        if (wanted == String.class) {
            return text;
        }
        throw new IllegalStateException(
                path + " has a type that no value can be read for: " + wanted);
    }

    private List<Object> list(Type element, JsonNode node) throws BadValueException {
        require(node.isArray(), "must be a list such as [\"one\", \"two\"]", node);
        var list = new ArrayList<Object>();
        for (JsonNode item : node) {
            list.add(value(element, item));
        }
        return List.copyOf(list);
    }

    private long whole(JsonNode node) throws BadValueException {
        require(node.isIntegralNumber() && node.canConvertToLong(), "must be a whole number", node);
        return node.longValue();
    }

    private long bytes(JsonNode node) throws BadValueException {
        String wanted = "must be a size with its unit, such as \"50MB\" or \"64KiB\"";
        require(node.isString(), wanted, node);
        return Quantity.bytes(node.stringValue()).orElseThrow(() -> bad(wanted, node));
    }

    private Object number(Type wanted, long value) throws BadValueException {
        if (wanted == int.class) {
            if (value != (int) value) {
                throw new BadValueException(
                        "must be at most " + Integer.MAX_VALUE + "; found " + value);
            }
            return (int) value;
        }
        return value;
    }

    private boolean size() {
        return javaName.endsWith("Bytes");
    }

    private static boolean number(Type type) {
        return type == int.class || type == long.class;
    }

    private static String example(Type wanted) {
        if (wanted == Duration.class) {
            return "a duration with its unit, such as \"25ms\", \"10s\" or \"5m\"";
        }
        if (wanted instanceof Class<?> c && c.isEnum()) {
            List<String> names =
                    Arrays.stream(c.getEnumConstants())
                            .map(constant -> '"' + Words.kebab(((Enum<?>) constant).name()) + '"')
                            .toList();
            return "one of " + String.join(", ", names);
        }
        return "a text in quotes";
    }

    private static void require(boolean condition, String wanted, JsonNode found)
            throws BadValueException {
        if (!condition) {
            throw bad(wanted, found);
        }
    }

    private static BadValueException bad(String wanted, JsonNode found) {
        String text = found.toString();
        return new BadValueException(
                wanted + "; found " + (text.length() > 60 ? text.substring(0, 60) + "…" : text));
    }
}
