package org.hailpost.bridge.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hailpost.bridge.frame.Resume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user's and the script's lines mean, and what is kept between two runs. */
class CommandsTest {
    @TempDir Path dir;

    @Test
    void whatIsNoCommandIsSaid() {
        assertThat(ChatCommand.parse("hello there ")).isEqualTo(new ChatCommand.Say("hello there"));
        assertThat(ChatCommand.parse("//etc/passwd")).isEqualTo(new ChatCommand.Say("/etc/passwd"));
        assertThat(ChatCommand.parse("  ")).isEqualTo(new ChatCommand.Nothing());
    }

    @Test
    void commandsTakeTheirArguments() {
        assertThat(ChatCommand.parse("/to amy@x.com  hi  you"))
                .isEqualTo(new ChatCommand.To("amy@x.com", "hi  you"));
        assertThat(ChatCommand.parse("/open 2")).isEqualTo(new ChatCommand.Open("2"));
        assertThat(ChatCommand.parse("/original")).isEqualTo(new ChatCommand.Original(1));
        assertThat(ChatCommand.parse("/HISTORY 50")).isEqualTo(new ChatCommand.History(50));
        assertThat(ChatCommand.parse("/q")).isEqualTo(new ChatCommand.Quit());
    }

    @Test
    void fileNamesMayHaveSpacesInQuotesAndTextBehindThem() {
        assertThat(ChatCommand.parse("/attach a.pdf \"b c.pdf\" 'd \"e' -- see  these"))
                .isEqualTo(
                        new ChatCommand.Attach(List.of("a.pdf", "b c.pdf", "d \"e"), "see  these"));
        assertThat(ChatCommand.parse("/attach")).isEqualTo(new ChatCommand.Attach(List.of(), ""));
        assertThat(ChatCommand.parse("/attach -- text")).isInstanceOf(ChatCommand.Wrong.class);
        assertThat(ChatCommand.parse("/attach \"open"))
                .isEqualTo(new ChatCommand.Attach(List.of("\"open"), ""));
        assertThat(ChatCommand.parse("/save 3")).isEqualTo(new ChatCommand.Save(3, ""));
        assertThat(ChatCommand.parse("/save 3 'a b'")).isEqualTo(new ChatCommand.Save(3, "a b"));
        for (String wrong : List.of("/save", "/save x", "/save 1 a b", "/save 99999999999")) {
            assertThat(ChatCommand.parse(wrong)).isInstanceOf(ChatCommand.Wrong.class);
        }
    }

    @Test
    void aForeignFileNameStaysInTheDirectory() {
        assertThat(SavedFile.name("../../etc/passwd")).isEqualTo("_.._etc_passwd");
        assertThat(SavedFile.name("..")).isEqualTo("attachment");
        assertThat(SavedFile.name("\u202egnp.exe\u001b[2J\n")).doesNotContain("\u202e", "\u001b");
        assertThat(SavedFile.name("-rf")).isEqualTo("rf");
        assertThat(SavedFile.name(".bashrc")).isEqualTo("bashrc");
        assertThat(SavedFile.name("C:\\a.exe")).isEqualTo("C__a.exe");
        assertThat(SavedFile.name("x".repeat(5000))).hasSize(150);
    }

    @Test
    void scriptsAttachAndSave() throws Exception {
        assertThat(ScriptCommand.parse("attach a 'b c'"))
                .isEqualTo(new ScriptCommand.Attach(List.of("a", "b c")));
        assertThat(ScriptCommand.parse("save M7 1.2 out"))
                .isEqualTo(new ScriptCommand.Save("M7", "1.2", "out"));
        for (String wrong : List.of("attach", "save M7", "save 7 2 x", "save M7 ../x y")) {
            assertThatThrownBy(() -> ScriptCommand.parse(wrong))
                    .isInstanceOf(ScriptCommand.SyntaxException.class);
        }
    }

    @Test
    void aWrongCommandSaysWhatIsRight() {
        assertThat(ChatCommand.parse("/to amy hi"))
                .isEqualTo(new ChatCommand.Wrong("/to ADDRESS TEXT"));
        assertThat(ChatCommand.parse("/history 101"))
                .isEqualTo(new ChatCommand.Wrong("/history 1 to 100"));
        assertThat(ChatCommand.parse("/nonsense")).isInstanceOf(ChatCommand.Wrong.class);
    }

    @Test
    void scriptsWaitWithASenderAndATimeout() throws Exception {
        assertThat(ScriptCommand.parse("wait message"))
                .isEqualTo(new ScriptCommand.WaitMessage("", Duration.ofSeconds(10)));
        assertThat(ScriptCommand.parse("wait message from Amy@x.com timeout 500ms"))
                .isEqualTo(new ScriptCommand.WaitMessage("amy@x.com", Duration.ofMillis(500)));
        for (String wrong :
                new String[] {
                    "wait",
                    "wait message from",
                    "wait message timeout 5",
                    "wait tea",
                    "send amy hi",
                    "reply",
                    "dance"
                }) {
            assertThatThrownBy(() -> ScriptCommand.parse(wrong))
                    .isInstanceOf(ScriptCommand.SyntaxException.class);
        }
        assertThat(ScriptCommand.parse(" # a remark")).isEqualTo(new ScriptCommand.Nothing());
    }

    @Test
    void aTerminalKeepsItsIdAndPlace() throws IOException {
        Path path = dir.resolve("deep/state");
        UUID id;
        try (TerminalState state = TerminalState.open(path)) {
            id = state.id();
            state.resume().save(new Resume("e1", 7));
        }
        try (TerminalState state = TerminalState.open(path)) {
            assertThat(state.id()).isEqualTo(id);
            assertThat(state.resume().load()).contains(new Resume("e1", 7));
        }
    }

    @Test
    void aSecondWindowIsATerminalOfItsOwn() throws IOException {
        Path path = dir.resolve("state");
        try (TerminalState first = TerminalState.open(path);
                TerminalState second = TerminalState.open(path)) {
            assertThat(second.id()).isNotEqualTo(first.id());
        }
    }

    @Test
    void theStateLiesInTheUsersStateDirectory() {
        assertThat(
                        TerminalState.defaultPath(
                                Map.of("XDG_STATE_HOME", "/s"), "Amy@x.com", "ws://h:1/../x"))
                .isEqualTo(Path.of("/s/hailpost/amy@x.com@@ws_3a_2f_2fh_3a1_2f.._2fx"));
        assertThat(TerminalState.defaultPath(Map.of("HOME", "/h"), "a@b", "ws://h"))
                .isEqualTo(Path.of("/h/.local/state/hailpost/a@b@@ws_3a_2f_2fh"));
    }
}
