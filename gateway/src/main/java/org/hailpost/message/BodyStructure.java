package org.hailpost.message;

import java.util.ArrayList;
import java.util.List;
import org.hailpost.message.MimeValue.Parameter;
import org.hailpost.message.PartIndex.Kind;
import org.jspecify.annotations.Nullable;

/** Writes IMAP BODY and BODYSTRUCTURE data (RFC 9051 §7.5.2). */
final class BodyStructure {
    private final ImapBytes out = new ImapBytes();
    private final boolean extended;

    private BodyStructure(boolean extended) {
        this.extended = extended;
    }

    /**
     * @param extended BODYSTRUCTURE if true, BODY if not
     */
    static byte[] of(Entity root, boolean extended) {
        BodyStructure structure = new BodyStructure(extended);
        structure.write(root);
        return structure.out.toBytes();
    }

    private void write(Entity entity) {
        out.put('(');
        if (entity.kind == Kind.MULTIPART) {
            entity.parts.forEach(this::write);
            out.put(' ').string(entity.subtype);
            if (extended) {
                parameters(entity.contentType.parameters());
                dispositionLanguageLocation(entity.header);
            }
        } else {
            single(entity);
            if (extended) {
                out.put(' ').nstring(entity.header.get(HeaderField.CONTENT_MD5));
                dispositionLanguageLocation(entity.header);
            }
        }
        out.put(')');
    }

    private void single(Entity entity) {
        out.string(entity.type).put(' ').string(entity.subtype);
        parameters(withCharset(entity));
        out.put(' ').nstring(entity.header.get(HeaderField.CONTENT_ID));
        out.put(' ').nstring(entity.header.get(HeaderField.CONTENT_DESCRIPTION));
        out.put(' ').string(entity.encoding);
        out.put(' ').number(entity.end - entity.bodyStart);
        if (entity.kind == Kind.MESSAGE) {
            Entity message = entity.parts.getFirst();
            out.put(' ');
            Envelope.write(out, message.header);
            out.put(' ');
            write(message);
            out.put(' ').number(entity.lines);
        } else if (entity.is("text")) {
            out.put(' ').number(entity.lines);
        }
    }

    /** A text part always tells its charset, RFC 2045 §5.2. */
    private static List<Parameter> withCharset(Entity entity) {
        List<Parameter> given = entity.contentType.parameters();
        if (!entity.is("text") || entity.contentType.get("charset") != null) {
            return given;
        }
        List<Parameter> all = new ArrayList<>(given);
        all.add(new Parameter("charset", "us-ascii"));
        return all;
    }

    private void parameters(List<Parameter> given) {
        List<Parameter> parameters = ParameterContinuations.join(given);
        out.put(' ');
        if (parameters.isEmpty()) {
            out.ascii("NIL");
            return;
        }
        char before = '(';
        for (Parameter parameter : parameters) {
            out.put(before).string(parameter.name()).put(' ').string(parameter.value());
            before = ' ';
        }
        out.put(')');
    }

    private void dispositionLanguageLocation(RawHeader header) {
        disposition(header.get(HeaderField.CONTENT_DISPOSITION));
        language(header.getOrEmpty(HeaderField.CONTENT_LANGUAGE));
        out.put(' ').nstring(header.get(HeaderField.CONTENT_LOCATION));
    }

    private void disposition(@Nullable String raw) {
        MimeValue value = MimeValue.parse(raw == null ? "" : raw);
        out.put(' ');
        if (value.value().isEmpty()) {
            out.ascii("NIL");
            return;
        }
        out.put('(').string(value.value());
        parameters(value.parameters());
        out.put(')');
    }

    /** One tag is a string, several are a list (RFC 9051, body-fld-lang). */
    private void language(String raw) {
        List<String> tags = new ArrayList<>();
        int start = 0;
        while (start <= raw.length() && tags.size() < MimeValue.MAX_PARAMETERS) {
            int comma = raw.indexOf(',', start);
            comma = comma < 0 ? raw.length() : comma;
            String tag = raw.substring(start, comma).strip();
            if (!tag.isEmpty()) {
                tags.add(tag);
            }
            start = comma + 1;
        }
        out.put(' ');
        if (tags.size() < 2) {
            out.nstring(tags.isEmpty() ? null : tags.getFirst());
            return;
        }
        char before = '(';
        for (String tag : tags) {
            out.put(before).string(tag);
            before = ' ';
        }
        out.put(')');
    }
}
