package org.hailpost.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hailpost.imap.BodySection.Kind;
import org.hailpost.imap.FetchItem.Body;
import org.hailpost.imap.FetchItem.Plain;
import org.hailpost.mailbox.MessageMeta;

/** The data items of one FETCH, in the order asked for, each once. */
record FetchItems(List<FetchItem> items) {
    private static final int MAX_ITEMS = 100;

    static FetchItems parse(Tokens tokens, boolean uid) throws ImapException {
        List<FetchItem> items = new ArrayList<>();
        if (uid) {
            items.add(Plain.UID);
        }
        if (tokens.skipIf('(')) {
            do {
                add(items, item(tokens, tokens.itemName()));
            } while (tokens.skipIf(' '));
            tokens.expect(')');
        } else {
            String name = tokens.itemName();
            switch (name) {
                case "ALL" -> add(items, fast(), List.of(Plain.ENVELOPE));
                case "FAST" -> add(items, fast(), List.of());
                case "FULL" -> add(items, fast(), List.of(Plain.ENVELOPE, Plain.BODY));
                default -> add(items, item(tokens, name));
            }
        }
        return new FetchItems(List.copyOf(items));
    }

    private static List<FetchItem> fast() {
        return List.of(Plain.FLAGS, Plain.INTERNAL_DATE, Plain.SIZE);
    }

    private static void add(List<FetchItem> items, List<FetchItem> first, List<FetchItem> then) {
        items.addAll(first);
        items.addAll(then);
    }

    private static void add(List<FetchItem> items, FetchItem item) throws ImapException {
        if (!items.contains(item)) {
            if (items.size() == MAX_ITEMS) {
                throw ImapException.bad("Too many FETCH items");
            }
            items.add(item);
        }
    }

    private static FetchItem item(Tokens tokens, String name) throws ImapException {
        return switch (name) {
            case "FLAGS" -> Plain.FLAGS;
            case "UID" -> Plain.UID;
            case "INTERNALDATE" -> Plain.INTERNAL_DATE;
            case "RFC822.SIZE" -> Plain.SIZE;
            case "ENVELOPE" -> Plain.ENVELOPE;
            case "BODYSTRUCTURE" -> Plain.BODY_STRUCTURE;
            case "RFC822" -> new Body(BodySection.whole(Kind.CONTENT), name, false);
            case "RFC822.HEADER" -> new Body(BodySection.whole(Kind.HEADER), name, true);
            case "RFC822.TEXT" -> new Body(BodySection.whole(Kind.TEXT), name, false);
            case "BODY" -> tokens.skipIf('[') ? body(tokens, false) : Plain.BODY;
            case "BODY.PEEK" -> {
                tokens.expect('[');
                yield body(tokens, true);
            }
            default -> throw ImapException.bad("Unknown FETCH item");
        };
    }

    private static Body body(Tokens tokens, boolean peek) throws ImapException {
        BodySection section = BodySection.parse(tokens);
        return new Body(section, section.label(), peek);
    }

    boolean setsSeen() {
        return items.stream().anyMatch(item -> item instanceof Body body && !body.peek());
    }

    /** Whether the index alone can answer. */
    boolean fromIndex() {
        return items.stream().allMatch(item -> item == Plain.FLAGS || item == Plain.UID);
    }

    /** The columns to read for it. */
    Set<MessageMeta.Field> fields() {
        Set<MessageMeta.Field> fields = EnumSet.noneOf(MessageMeta.Field.class);
        for (FetchItem item : items) {
            switch (item) {
                case Plain.ENVELOPE -> fields.add(MessageMeta.Field.ENVELOPE);
                case Plain.BODY -> fields.add(MessageMeta.Field.BODY);
                case Plain.BODY_STRUCTURE -> fields.add(MessageMeta.Field.BODY_STRUCTURE);
                case Plain.FLAGS, Plain.UID, Plain.INTERNAL_DATE, Plain.SIZE -> {}
                case Body body -> addFields(fields, body.section());
            }
        }
        return fields;
    }

    private static void addFields(Set<MessageMeta.Field> fields, BodySection section) {
        if (!section.path().isEmpty()) {
            fields.add(MessageMeta.Field.PART_INDEX);
            fields.add(MessageMeta.Field.WHOLE);
        } else if (section.kind() != Kind.CONTENT && section.kind() != Kind.TEXT) {
            fields.add(MessageMeta.Field.HEADER);
        } else {
            fields.add(MessageMeta.Field.WHOLE);
        }
    }
}
