package org.hailpost.imap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads what a stress client is told. */
final class StressData {
    private final String text;
    private int at;

    private StressData(String text) {
        this.text = text;
    }

    /** The data items of a FETCH response, {@code (NAME value ...)}, each value as it stands. */
    static Map<String, String> items(String list) {
        StressData data = new StressData(list);
        Map<String, String> items = new LinkedHashMap<>();
        data.at = 1;
        while (data.text.charAt(data.at) != ')') {
            String name = data.name();
            data.at++;
            if (items.put(name, data.value()) != null) {
                throw new AssertionError("twice in one FETCH: " + name + " in " + list);
            }
            if (data.text.charAt(data.at) == ' ') {
                data.at++;
            }
        }
        if (data.at != list.length() - 1) {
            throw new AssertionError("not one list: " + list);
        }
        return items;
    }

    /** The words of a flag list in parentheses, without {@code \Recent}, in lower case. */
    static Set<String> flags(String list) {
        Set<String> flags = new TreeSet<>();
        for (String word : list.substring(1, list.length() - 1).split(" ", -1)) {
            if (!word.isEmpty() && !word.equalsIgnoreCase("\\Recent")) {
                flags.add(word.toLowerCase(Locale.ROOT));
            }
        }
        return flags;
    }

    /** The numbers of a set like {@code 1,4:6}. */
    static List<Long> numbers(String set) {
        List<Long> numbers = new ArrayList<>();
        for (String range : set.split(",", -1)) {
            int colon = range.indexOf(':');
            long low = Long.parseLong(colon < 0 ? range : range.substring(0, colon));
            long high = colon < 0 ? low : Long.parseLong(range.substring(colon + 1));
            for (long number = Math.min(low, high); number <= Math.max(low, high); number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /**
     * The argument of a response code in brackets, as {@code UIDNEXT}; empty if it is not there.
     */
    static String code(String line, String name) {
        int start = line.indexOf("[" + name + " ");
        return start < 0 ? "" : line.substring(start + name.length() + 2, line.indexOf(']', start));
    }

    private String name() {
        int start = at;
        int depth = 0;
        while (depth > 0 || text.charAt(at) != ' ') {
            depth += text.charAt(at) == '[' ? 1 : text.charAt(at) == ']' ? -1 : 0;
            at++;
        }
        return text.substring(start, at);
    }

    private String value() {
        int start = at;
        switch (text.charAt(at)) {
            case '(' -> {
                int depth = 0;
                do {
                    depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
                    at++;
                } while (depth > 0);
            }
            case '"' -> at = text.indexOf('"', at + 1) + 1;
            case '{' -> {
                int close = text.indexOf('}', at);
                int size = Integer.parseInt(text.substring(at + 1, close));
                start = close + 3;
                at = start + size;
            }
            default -> {
                while (text.charAt(at) != ' ' && text.charAt(at) != ')') {
                    at++;
                }
            }
        }
        return text.substring(start, at);
    }
}
