package org.hailpost.imap;

/**
 * The options of GETMETADATA (RFC 5464 §4.2.1, §4.2.2).
 *
 * @param maxSize octets of a value that is sent
 * @param depth levels below the entries that are asked for
 */
record MetadataOptions(long maxSize, int depth) {
    static final MetadataOptions NONE = new MetadataOptions(Long.MAX_VALUE, 0);
    private static final long MAX_NUMBER = 0xFFFF_FFFFL;

    /** Reads what stands behind the opening parenthesis. */
    static MetadataOptions parse(Tokens tokens) throws ImapException {
        long maxSize = NONE.maxSize;
        int depth = NONE.depth;
        do {
            String option = tokens.keyword();
            tokens.space();
            switch (option) {
                case "MAXSIZE" -> {
                    maxSize = tokens.number();
                    if (maxSize > MAX_NUMBER) {
                        throw ImapException.bad("Number too large");
                    }
                }
                case "DEPTH" -> depth = depth(tokens.keyword());
                default -> throw ImapException.bad("Unknown GETMETADATA option");
            }
        } while (tokens.skipIf(' '));
        tokens.expect(')');
        return new MetadataOptions(maxSize, depth);
    }

    private static int depth(String word) throws ImapException {
        return switch (word) {
            case "0" -> 0;
            case "1" -> 1;
            case "INFINITY" -> Integer.MAX_VALUE;
            default -> throw ImapException.bad("DEPTH is 0, 1 or infinity");
        };
    }
}
