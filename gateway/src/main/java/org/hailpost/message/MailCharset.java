package org.hailpost.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a mail into text, whatever it claims its charset is; never fails. */
final class MailCharset {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** What mail programs write, and what they mean: mostly the larger set of the same family. */
    private static final Map<String, String> MEANT =
            Map.ofEntries(
                    Map.entry("iso-8859-1", "windows-1252"),
                    Map.entry("latin1", "windows-1252"),
                    Map.entry("iso-8859-9", "windows-1254"),
                    Map.entry("iso-8859-8-i", "iso-8859-8"),
                    Map.entry("gb2312", "gb18030"),
                    Map.entry("gbk", "gb18030"),
                    Map.entry("shift_jis", "windows-31j"),
                    Map.entry("shift-jis", "windows-31j"),
                    Map.entry("sjis", "windows-31j"),
                    Map.entry("ks_c_5601-1987", "x-windows-949"),
                    Map.entry("euc-kr", "x-windows-949"),
                    Map.entry("utf8", "utf-8"),
                    Map.entry("unicode-1-1-utf-7", "utf-7"));

    private MailCharset() {}

    /**
     * @param name as given; empty, US-ASCII, unknown or broken: UTF-8 if the bytes are that, else
     *     Windows-1252
     */
    static String decode(byte[] bytes, int length, String name) {
        Charset charset = find(name);
        if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
            // Some programs write UTF-8 whatever they claim; nobody writes what it looks like in
            // Windows-1252.
            String utf8 = charset.equals(WINDOWS_1252) ? utf8(bytes, length) : null;
            return utf8 == null ? new String(bytes, 0, length, charset) : utf8;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[i] < 0) {
                return decodeUtf8(bytes, length, charset != null);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private static String decodeUtf8(byte[] bytes, int length, boolean claimed) {
        String utf8 = utf8(bytes, length);
        if (utf8 != null) {
            return utf8;
        }
        return claimed && !looksWestern(bytes, length)
                ? new String(bytes, 0, length, StandardCharsets.UTF_8)
                : new String(bytes, 0, length, WINDOWS_1252);
    }

    /** Every octet beyond ASCII is a letter of Western Europe beside one of ASCII. */
    private static boolean looksWestern(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] < 0
                    && ((bytes[i] & 0xff) < 0xc0
                            || !(isLetter(bytes, length, i - 1)
                                    || isLetter(bytes, length, i + 1)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(byte[] bytes, int length, int at) {
        return at >= 0 && at < length && (bytes[at] | 0x20) >= 'a' && (bytes[at] | 0x20) <= 'z';
    }

    /** Null if it is none. */
    private static @Nullable String utf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Null: to be guessed. */
    private static @Nullable Charset find(String name) {
        if (name.isEmpty() || name.length() > 64) {
            return null;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("utf-8")) {
            return StandardCharsets.UTF_8;
        }
        if (lower.equals("us-ascii") || lower.equals("ascii")) {
            return null;
        }
        return Known.BY_NAME.get(MEANT.getOrDefault(lower, lower));
    }

    /**
     * All there are, by their names in lower case. {@link Charset#forName} asks all providers anew
     * for a name that it does not know: 25 kB and tens of microseconds for each encoded word with
     * another such name.
     */
    private static final class Known {
        static final Map<String, Charset> BY_NAME = new HashMap<>();

        static {
            for (Charset charset : Charset.availableCharsets().values()) {
                charset.aliases().forEach(alias -> put(alias, charset));
            }
            // Last: a name counts for more than an alias of another.
            Charset.availableCharsets().values().forEach(charset -> put(charset.name(), charset));
        }

        private static void put(String name, Charset charset) {
            BY_NAME.put(name.toLowerCase(Locale.ROOT), charset);
        }
    }
}
