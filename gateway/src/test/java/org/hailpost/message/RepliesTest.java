package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Replies of the world are folded as a person would say. */
class RepliesTest {
    @Test
    void eachIsFoldedAsAPersonWouldSay() {
        List<Replies.Reply> replies = Replies.all();
        assertThat(replies.stream().map(Replies.Reply::name).distinct()).hasSameSizeAs(replies);
        List<String> wrong = new ArrayList<>();
        for (Replies.Reply reply : replies) {
            ReadableText text = Mails.scan(reply.bytes()).text();
            String visible = lines(text.text());
            String folded = words(text.before() + "\n" + text.quoted());
            if (!visible.equals(lines(reply.visible())) || !folded.equals(words(reply.folded()))) {
                wrong.add(
                        "%s%nvisible: %s%ninstead: %s%nfolded: %s%ninstead: %s%n"
                                .formatted(
                                        reply.name(),
                                        visible,
                                        lines(reply.visible()),
                                        folded,
                                        words(reply.folded())));
            }
        }
        assertThat(wrong).as("%s wrong of %s", wrong.size(), replies.size()).isEmpty();
        assertThat(replies).hasSizeGreaterThanOrEqualTo(500);
    }

    /** Without trailing white space, and with one empty line where there are several. */
    private static String lines(String text) {
        return text.lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }

    private static String words(String text) {
        return text.replaceAll("[\\s\u00a0>]+", " ").strip();
    }
}
