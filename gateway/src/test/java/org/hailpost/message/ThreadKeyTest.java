package org.hailpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lunch?", "Re: Lunch?", "RE: re: Lunch?", "AW: WG: Lunch?", "Antw: Lunch?",
                        "SV: VS: Lunch?", "Fwd: Lunch?",
                "FW: Lunch?", "回复：Lunch?", "转发: Lunch?", "Re[2]: Lunch?", "Re (3): Lunch?",
                        "Re^2: Lunch?", "RIF: R: Lunch?",
                "TR : Lunch?", "ΑΠ: Lunch?", "Отв: Lunch?", "  Re:\tLunch?  ", "RE:RE:RE:Lunch?",
                        "YNT: Lunch?", "Odp: Lunch?",
            })
    void prefixesOfRepliesAndForwardsAreDropped(String subject) {
        assertThat(ThreadKey.subject(subject)).isEqualTo("Lunch?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Release: 1.0", "Reply", "re", "Rent: due", "Invoice: 12", "12: 30"})
    void otherWordsAreKept(String subject) {
        assertThat(ThreadKey.subject(subject)).isEqualTo(subject);
    }

    @Test
    void anAnswerIsNeitherAForwardNorAnyWordWithAColon() {
        for (String reply : List.of("Re: x", "AW: x", "Re[2]: x", "回复：x", "RE: FW: x")) {
            assertThat(ThreadKey.isReply(reply)).as(reply).isTrue();
        }
        for (String other : List.of("x", "", "Fwd: x", "WG: x", "Invoice: 12", "re")) {
            assertThat(ThreadKey.isReply(other)).as(other).isFalse();
        }
    }

    @Test
    void subjectsAreComparedWithoutCase() {
        assertThat(ThreadKey.subjectKey("Re: LUNCH")).isEqualTo(ThreadKey.subjectKey("lunch"));
        assertThat(ThreadKey.subject("Re: ".repeat(100_000) + "x").length()).isLessThan(1000);
    }

    @Test
    void partiesAreTheSameInAnyOrderAndSpelling() {
        ThreadKey.Parties parties =
                ThreadKey.parties(List.of(Address.parse("b@X.org"), Address.parse("A@x.org")));
        assertThat(parties)
                .isEqualTo(
                        ThreadKey.parties(
                                List.of(
                                        Address.parse("a@x.org"),
                                        Address.parse("B@x.ORG"),
                                        Address.parse("a@x.org"))));
        assertThat(parties.addresses())
                .containsExactly(Address.parse("a@x.org"), Address.parse("b@x.org"));
        assertThat(parties.key()).hasSize(64).matches("[0-9a-f]+");
        assertThat(parties.key())
                .isNotEqualTo(ThreadKey.parties(List.of(Address.parse("a@x.org"))).key());
    }
}
