package org.hailpost.bridge.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hailpost.bridge.session.FakeGateway.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.frame.Attachment;
import org.hailpost.bridge.frame.DeliveryState;
import org.hailpost.bridge.frame.SentBlob;
import org.hailpost.bridge.session.FakeBlobs;
import org.hailpost.bridge.session.FakeGateway;
import org.hailpost.bridge.session.SessionLimits;
import org.hailpost.bridge.session.Sessions;
import org.hailpost.bridge.socket.BlobRoutes;
import org.hailpost.bridge.socket.BridgeServer;
import org.hailpost.bridge.socket.SocketSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversation as a person sees it, on a screen of the test. */
class ChatIT {
    private static final String BOB = "bob@example.org";

    @TempDir private Path directory;
    private final FakeGateway gateway = new FakeGateway();
    private final FakeScreen screen = new FakeScreen();
    private BridgeServer server;
    private BridgeClient client;
    private Chat chat;
    private long bob;

    private static final class FakeScreen implements Screen {
        final List<String> lines = new CopyOnWriteArrayList<>();
        volatile String status = "";
        volatile String prompt = "";

        @Override
        public int width() {
            return 79;
        }

        @Override
        public Paint paint() {
            return Paint.NONE;
        }

        @Override
        public void print(List<String> printed) {
            lines.addAll(printed);
        }

        @Override
        public void state(String newStatus, String newPrompt) {
            status = newStatus;
            prompt = newPrompt;
        }

        void awaitLine(String part) {
            await(part, () -> lines.stream().anyMatch(line -> line.contains(part)));
        }
    }

    @BeforeEach
    void start() throws IOException {
        bob = gateway.account(BOB);
        server =
                new BridgeServer(
                        SocketSettings.defaults("127.0.0.1", 0),
                        new Sessions(
                                gateway.ports(),
                                "n1",
                                SessionLimits.DEFAULTS,
                                InstantSource.system()),
                        BlobRoutes.of(gateway, gateway.blobs(), Set.of()),
                        null);
        server.start();
        client =
                BridgeClient.builder(URI.create("ws://127.0.0.1:" + server.port()))
                        .password(BOB, "secret")
                        .build();
        chat = new Chat(client, BOB, screen, new Layout(Clock.system(ZoneOffset.UTC)));
        client.connect(chat);
        screen.awaitLine("1 * amy@x.com");
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(Duration.ofMillis(200));
    }

    @Test
    void connectingShowsTheListAndTheState() {
        await("the state", () -> screen.status.equals("bob@example.org | 1 unread"));
        assertThat(screen.prompt).isEqualTo("> ");
    }

    @Test
    void aMessageOfAThreadThatIsNotOpenIsShownWithItsNumberAndStaysUnread() {
        gateway.append(bob, "T8", "psst");
        screen.awaitLine("[2] s");
        screen.awaitLine("psst");
        assertThat(gateway.reads()).isEmpty();
    }

    @Test
    void theOpenThreadIsReadWhileItIsShown() {
        chat.execute("/open 1");
        screen.awaitLine("-- amy@x.com -- s");
        await("the prompt", () -> screen.prompt.equals("amy@x.com> "));
        gateway.append(bob, "T7", "are you there?");
        screen.awaitLine("Amy <amy@x.com> (unverified): are you there?");
        await("read", () -> gateway.reads().contains("T7/M1"));
    }

    @Test
    void aLineIsAReplyInTheOpenThread() {
        chat.execute("/open amy");
        screen.awaitLine("-- amy@x.com");
        chat.execute("I am here");
        screen.awaitLine(": I am here");
    }

    @Test
    void withoutAnOpenThreadNothingIsSent() {
        chat.execute("to whom?");
        screen.awaitLine("! no thread is open");
        assertThat(gateway.head(bob).seq()).isZero();
    }

    @Test
    void whatCannotBeSentComesBackWithTheReason() {
        chat.execute("/to who@nowhere.example hello");
        screen.awaitLine("no way to");
        assertThat(String.join(" ", screen.lines))
                .contains("not sent to who@nowhere.example: \"hello\"");
    }

    @Test
    void howFarAMessageHasComeIsSaidForEachParty() {
        gateway.state(bob, "ann@x.com", DeliveryState.QUEUED, null);
        awaitStatus("queued to ann@x.com");
        gateway.state(bob, "cid@x.com", DeliveryState.QUEUED, null);
        awaitStatus("queued to ann@x.com and 1 more");
        gateway.state(bob, "ann@x.com", DeliveryState.RELAYED, "mx.x.com: 250 taken");
        awaitStatus("queued to cid@x.com, relayed to ann@x.com");
        gateway.state(bob, "cid@x.com", DeliveryState.PUSHED, null);
        awaitStatus("relayed to ann@x.com, on a terminal at cid@x.com");
        gateway.state(bob, "cid@x.com", DeliveryState.DISPLAYED, null);
        awaitStatus("relayed to ann@x.com, on screen at cid@x.com");
    }

    @Test
    void whatIsDelayedOrComesBackSaysWhyAndFitsTheScreen() {
        gateway.state(
                bob,
                "ann@x.com",
                DeliveryState.DEFERRED,
                "mx.x.com: 451 4.7.1 greylisted, please come back in five minutes, and not sooner");
        screen.awaitLine("! delayed to ann@x.com: mx.x.com: 451 4.7.1 greylisted");
        gateway.state(
                bob, "ann@x.com", DeliveryState.BOUNCED, "mx.x.com: 550 5.1.1 \u001b[2Jnobody");
        screen.awaitLine("! not delivered to ann@x.com: mx.x.com: 550 5.1.1");
        assertThat(screen.lines)
                .allMatch(line -> line.length() <= screen.width())
                .noneMatch(line -> line.contains("\u001b"));
    }

    private void awaitStatus(String part) {
        await(part, () -> screen.status.endsWith("| " + part));
    }

    @Test
    void theStateSaysThatTheLineIsDown() {
        server.stop(Duration.ofMillis(100));
        await("down", () -> screen.status.startsWith("NOT CONNECTED"));
        screen.awaitLine("trying again");
    }

    @Test
    void attachedFilesGoWithTheNextLineAndNoOther() throws Exception {
        Path file = Files.writeString(directory.resolve("my file.txt"), "what is in it");
        chat.execute("/open amy");
        screen.awaitLine("-- amy@x.com");
        chat.execute("/attach \"" + file + "\"");
        screen.awaitLine("(with the next line: ");
        chat.execute("here it is");
        screen.awaitLine(": here it is");
        chat.execute("/attach \"" + file + "\" -- and again");
        screen.awaitLine(": and again");
        chat.execute("no more");
        screen.awaitLine(": no more");
        String blob = FakeBlobs.blob("what is in it".getBytes(StandardCharsets.UTF_8));
        assertThat(gateway.sentBlobs())
                .containsExactly(
                        List.of(new SentBlob(blob, "my file.txt", "text/plain")),
                        List.of(new SentBlob(blob, "my file.txt", "text/plain")),
                        List.of());
    }

    @Test
    void whatIsTypedWhileAFileIsUploadedComesAfterIt() throws Exception {
        Path file = Files.write(directory.resolve("long.bin"), new byte[300_000]);
        chat.execute("/open amy");
        screen.awaitLine("-- amy@x.com");
        chat.execute("/attach \"" + file + "\" -- line 1");
        chat.execute("line 2");
        chat.execute("/attach \"" + file + "\" -- line 3");
        chat.execute("line 4");
        chat.execute("line 5");
        screen.awaitLine(": line 5");
        assertThat(screen.lines.stream().filter(line -> line.contains(": line ")))
                .extracting(line -> line.substring(line.indexOf(": line ") + 7))
                .containsExactly("1", "2", "3", "4", "5");
        assertThat(gateway.sentBlobs()).extracting(List::size).containsExactly(1, 0, 1, 0, 0);
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        chat.execute("/attach " + directory.resolve("nothing"));
        screen.awaitLine("! no file that can be read");
        chat.execute("/save 1");
        screen.awaitLine("! no attachment 1 was shown");
    }

    @Test
    void anAttachmentIsSavedUnderItsNumberAndNeverOverAnother() throws Exception {
        byte[] bytes = new byte[200_000];
        gateway.blobs().put(bob, "M1", "2", "a.bin", "application/pdf", bytes);
        gateway.attach(
                bob, "T8", new Attachment(null, "2", "../../a.bin", 200_000, "application/pdf"));
        screen.awaitLine("200 kB; /save 1]");
        Path target = directory.resolve("kept.bin");
        chat.execute("/save 1 \"" + target + "\"");
        screen.awaitLine("(saved: ");
        assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
        chat.execute("/save 1 \"" + target + "\"");
        screen.awaitLine("is there already");
        gateway.attach(bob, "T8", new Attachment(null, "3", "gone", 1, "text/plain"));
        screen.awaitLine("[gone, 1 B; /save 2]");
        Path none = directory.resolve("none");
        chat.execute("/save 2 \"" + none + "\"");
        screen.awaitLine("! not saved (no such message here");
        assertThat(none).doesNotExist();
    }

    @Test
    void whereAMessageMayBelongIsAHint() {
        gateway.suggest(bob, "T8", "T7");
        screen.awaitLine("as I said");
        screen.awaitLine("[perhaps an answer in: amy@x.com, s; /open 1]");
        assertThat(screen.prompt).isEqualTo("> ");
    }

    @Test
    void quitLeaves() {
        assertThat(chat.execute("/quit")).isFalse();
        assertThat(chat.execute("/help")).isTrue();
    }
}
