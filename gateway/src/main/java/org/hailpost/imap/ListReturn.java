package org.hailpost.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hailpost.mailbox.Annotations;

/**
 * What LIST shall return beside the names (RFC 5258 §3.2).
 *
 * @param options those without arguments
 * @param status figures of each mailbox (RFC 5819)
 * @param metadata entries of each mailbox (RFC 9590)
 */
record ListReturn(Set<String> options, StatusItems status, List<String> metadata) {
    static final ListReturn NOTHING = new ListReturn(Set.of(), StatusItems.NONE, List.of());

    private static final int MAX_OPTIONS = 20;

    ListReturn {
        options = Set.copyOf(options);
        metadata = List.copyOf(metadata);
    }

    static ListReturn parse(Tokens tokens) throws ImapException {
        tokens.expect('(');
        if (tokens.skipIf(')')) {
            return NOTHING;
        }
        Set<String> options = new HashSet<>();
        StatusItems status = StatusItems.NONE;
        List<String> metadata = List.of();
        int count = 0;
        do {
            String option = tokens.keyword();
            switch (option) {
                case "SUBSCRIBED", "CHILDREN", "SPECIAL-USE" -> options.add(option);
                case "STATUS" -> {
                    tokens.space();
                    status = StatusItems.parse(tokens);
                }
                case "METADATA" -> {
                    tokens.space();
                    metadata = entries(tokens);
                }
                default -> throw ImapException.bad("Unknown LIST return option");
            }
        } while (++count < MAX_OPTIONS && tokens.skipIf(' '));
        tokens.expect(')');
        return new ListReturn(options, status, metadata);
    }

    private static List<String> entries(Tokens tokens) throws ImapException {
        tokens.expect('(');
        List<String> entries = new ArrayList<>();
        do {
            entries.add(MetadataEntry.parse(tokens));
        } while (entries.size() < Annotations.MAX_ENTRIES && tokens.skipIf(' '));
        tokens.expect(')');
        return entries;
    }
}
