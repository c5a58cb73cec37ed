package org.hailpost.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What two mails of one conversation share: the parties, and the subject without its prefixes. */
public final class ThreadKey {
    static final int MAX_SUBJECT = 998;

    /**
     * What mail programs of the world put before a subject when replying or forwarding, in lower
     * case, without the colon.
     */
    private static final List<String> PREFIXES =
            List.of(
                            "re, fw, fwd", // English, and the programs of every language
                            "aw, wg, antw, antwort", // German
                            "sv, vs, vb, vl, svar, fs", // Danish, Norwegian, Swedish, Finnish,
                            // Icelandic
                            "rv, res, enc, rif, r, i, tr, réf, rép", // Spanish, Portuguese,
                            // Italian, French
                            "doorst, odp, pd, vá, továbbítás, ynt, ilt, i̇lt", // Dutch, Polish,
                            // Hungarian, Turkish
                            "atb, yml, bls, trs", // Welsh, Indonesian
                            "σχετ, απ, πρθ, отв, пер", // Greek, Russian
                            "رد, إعادة توجيه, תשובה, השב, הועבר", // Arabic, Hebrew
                            "回复, 回覆, 答复, 转发, 轉寄, 返信, 転送, 회신, 답장, 전달", // Chinese, Japanese, Korean
                            "ตอบ, ส่งต่อ, trả lời, chuyển tiếp", // Thai, Vietnamese
                            "odg, prosl, відп, на, απάντηση, yanıt, balas, 答覆, 轉發, 转寄, 回信")
                    .stream()
                    .flatMap(row -> Stream.of(row.split(", ", -1)))
                    .toList();

    /** Those of them that only a forwarded mail has. */
    private static final Set<String> FORWARDS =
            Set.of(
                    "fw",
                    "fwd",
                    "wg",
                    "vb",
                    "vl",
                    "rv",
                    "enc",
                    "i",
                    "tr",
                    "doorst",
                    "pd",
                    "továbbítás",
                    "ilt",
                    "i̇lt",
                    "bls",
                    "trs",
                    "πρθ",
                    "пер",
                    "إعادة توجيه",
                    "הועבר",
                    "转发",
                    "轉寄",
                    "転送",
                    "전달",
                    "ส่งต่อ",
                    "chuyển tiếp",
                    "prosl",
                    "轉發",
                    "转寄");

    /**
     * The parties of a conversation.
     *
     * @param key lower-case hexadecimal SHA-256 of the addresses joined by line feeds
     * @param addresses canonical, sorted, each once
     */
    public record Parties(String key, List<Address> addresses) {}

    private ThreadKey() {}

    /** The key of a set of addresses: the same whatever their order and spelling. */
    public static Parties parties(Collection<Address> addresses) {
        List<Address> sorted =
                addresses.stream()
                        .map(Address::canonical)
                        .distinct()
                        .sorted(Comparator.comparing(Address::toString))
                        .toList();
        String joined = sorted.stream().map(Address::toString).collect(Collectors.joining("\n"));
        return new Parties(
                HexFormat.of().formatHex(sha256().digest(joined.getBytes(StandardCharsets.UTF_8))),
                sorted);
    }

    /** Whether the subject says that the mail was forwarded, and not yet answered. */
    static boolean isForward(String subject) {
        String line = PlainText.line(subject, MAX_SUBJECT);
        int after = afterPrefix(line);
        String prefix = line.substring(0, after).toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < prefix.length() && "[(^:： ".indexOf(prefix.charAt(end)) < 0) {
            end++;
        }
        return FORWARDS.contains(prefix.substring(0, end))
                || FORWARDS.contains(prefix.strip().replace(":", "").replace("：", ""));
    }

    /** Whether the subject says that the mail answers another one. */
    public static boolean isReply(String subject) {
        return afterPrefix(PlainText.line(subject, MAX_SUBJECT)) > 0 && !isForward(subject);
    }

    /** A decoded subject without reply and forward prefixes, white space collapsed, case kept. */
    public static String subject(String subject) {
        String rest = PlainText.line(subject, MAX_SUBJECT);
        while (true) {
            int after = afterPrefix(rest);
            if (after == 0) {
                return rest;
            }
            rest = rest.substring(after).strip();
        }
    }

    /** {@link #subject} lower-cased, for comparing. */
    public static String subjectKey(String subject) {
        return subject(subject).toLowerCase(Locale.ROOT);
    }

    /**
     * Index after {@code Re:}, {@code AW[2]:}, {@code 回复：} and the like; 0 if the text begins with
     * no prefix.
     */
    private static int afterPrefix(String text) {
        for (String prefix : PREFIXES) {
            if (text.regionMatches(true, 0, prefix, 0, prefix.length())) {
                int i = afterCount(text, prefix.length());
                while (i < text.length() && text.charAt(i) == ' ') {
                    i++;
                }
                if (i < text.length() && (text.charAt(i) == ':' || text.charAt(i) == '：')) {
                    return i + 1;
                }
            }
        }
        return 0;
    }

    /**
     * Skips the count some programs add: {@code Re[2]}, {@code Re(2)}, {@code Re^2}, {@code Re2}.
     */
    private static int afterCount(String text, int from) {
        int i = from;
        if (text.startsWith(" (", i) || text.startsWith(" [", i)) {
            i++;
        }
        while (i < text.length()
                && i < from + 6
                && "[]()^0123456789".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
