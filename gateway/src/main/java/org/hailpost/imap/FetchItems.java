package org.hailpost.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hailpost.imap.BodySection.Kind;
import org.hailpost.imap.FetchItem.Body;
import org.hailpost.imap.FetchItem.Form;
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
            addList(items, tokens);
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

    /** Reads the rest of a list, what NOTIFY shall tell of new messages (RFC 5465 §5.2). */
    static FetchItems parseList(Tokens tokens) throws ImapException {
        List<FetchItem> items = new ArrayList<>();
        addList(items, tokens);
        return new FetchItems(List.copyOf(items));
    }

    private static void addList(List<FetchItem> items, Tokens tokens) throws ImapException {
        do {
            add(items, item(tokens, tokens.itemName()));
        } while (tokens.skipIf(' '));
        tokens.expect(')');
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
            case "MODSEQ" -> Plain.MODSEQ;
            case "INTERNALDATE" -> Plain.INTERNAL_DATE;
            case "RFC822.SIZE" -> Plain.SIZE;
            case "ENVELOPE" -> Plain.ENVELOPE;
            case "BODYSTRUCTURE" -> Plain.BODY_STRUCTURE;
            case "RFC822" -> whole(Kind.CONTENT, name, false);
            case "RFC822.HEADER" -> whole(Kind.HEADER, name, true);
            case "RFC822.TEXT" -> whole(Kind.TEXT, name, false);
            case "BODY" -> tokens.sees('[') ? body(tokens, false) : Plain.BODY;
            case "BODY.PEEK" -> body(tokens, true);
            case "BINARY" -> binary(tokens, false);
            case "BINARY.PEEK" -> binary(tokens, true);
            case "BINARY.SIZE" -> binarySize(tokens);
            case "PREVIEW" -> preview(tokens);
            case "SAVEDATE" -> Plain.SAVE_DATE;
            case "EMAILID" -> Plain.EMAIL_ID;
            case "THREADID" -> Plain.THREAD_ID;
            default -> throw ImapException.bad("Unknown FETCH item");
        };
    }

    private static Body whole(Kind kind, String label, boolean peek) {
        return new Body(BodySection.whole(kind), Form.RAW, label, peek);
    }

    private static Body body(Tokens tokens, boolean peek) throws ImapException {
        BodySection section = BodySection.parse(tokens);
        return new Body(section, Form.RAW, section.label("BODY"), peek);
    }

    private static Body binary(Tokens tokens, boolean peek) throws ImapException {
        BodySection section = BodySection.parseBinary(tokens);
        return new Body(section, Form.DECODED, section.label("BINARY"), peek);
    }

    private static Body binarySize(Tokens tokens) throws ImapException {
        BodySection section = BodySection.parseBinary(tokens);
        if (section.origin() >= 0) {
            throw ImapException.bad("A size has no partial");
        }
        return new Body(section, Form.DECODED_SIZE, section.label("BINARY.SIZE"), true);
    }

    /** The text is computed at delivery: LAZY (RFC 8970 §4.1) need not spare anything. */
    private static Plain preview(Tokens tokens) throws ImapException {
        if (tokens.skipWords(" (LAZY")) { // A parenthesis may as well begin FETCH modifiers.
            while (tokens.skipIf(' ')) {
                if (!tokens.keyword().equals("LAZY")) {
                    throw ImapException.bad("Unknown PREVIEW modifier");
                }
            }
            tokens.expect(')');
        }
        return Plain.PREVIEW;
    }

    /** The same and one more, if it is not there. */
    FetchItems with(FetchItem item) {
        if (items.contains(item)) {
            return this;
        }
        List<FetchItem> more = new ArrayList<>(items);
        more.add(item);
        return new FetchItems(List.copyOf(more));
    }

    boolean setsSeen() {
        return items.stream().anyMatch(item -> item instanceof Body body && !body.peek());
    }

    /** Whether the index alone can answer. */
    boolean fromIndex() {
        return items.stream()
                .allMatch(item -> item == Plain.FLAGS || item == Plain.UID || item == Plain.MODSEQ);
    }

    /** The columns to read for it. */
    Set<MessageMeta.Field> fields() {
        Set<MessageMeta.Field> fields = EnumSet.noneOf(MessageMeta.Field.class);
        for (FetchItem item : items) {
            switch (item) {
                case Plain.ENVELOPE -> fields.add(MessageMeta.Field.ENVELOPE);
                case Plain.BODY -> fields.add(MessageMeta.Field.BODY);
                case Plain.BODY_STRUCTURE -> fields.add(MessageMeta.Field.BODY_STRUCTURE);
                case Plain.PREVIEW -> fields.add(MessageMeta.Field.PREVIEW);
                case Plain.FLAGS,
                        Plain.UID,
                        Plain.MODSEQ,
                        Plain.INTERNAL_DATE,
                        Plain.SIZE,
                        Plain.SAVE_DATE,
                        Plain.EMAIL_ID,
                        Plain.THREAD_ID -> {}
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
