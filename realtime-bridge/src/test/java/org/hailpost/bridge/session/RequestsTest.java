package org.hailpost.bridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.FrameLimits;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.frame.ServerFrame;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final Principal BOB = new Principal(1, "bob@example.org", "", Scope.ACCOUNT);
    private static final Principal GUEST =
            new Principal(1, "guest@x.com", "", new Scope.OneThread("T7"));

    private final FakeGateway gateway = new FakeGateway();
    private final Requests requests = new Requests(gateway, FrameCodec.forGateway());

    private ServerFrame ask(Principal principal, ClientFrame frame) throws Exception {
        return FrameCodec.forTerminal()
                .decodeServer(requests.answer(principal, UUID.randomUUID(), frame));
    }

    private ErrorCode refusal(Principal principal, ClientFrame frame) throws Exception {
        return ((ServerFrame.Failure) ask(principal, frame)).code();
    }

    private static ClientFrame.Send send(UUID clientId, String thread) {
        return new ClientFrame.Send(5, clientId, thread, List.of(), null, "hi", List.of(), null);
    }

    @Test
    void pagesComeUnderTheirRequest() throws Exception {
        assertThat(ask(BOB, new ClientFrame.Threads(1, null, null)))
                .isInstanceOfSatisfying(
                        ServerFrame.ThreadsPage.class,
                        page -> {
                            assertThat(page.request()).isEqualTo(1);
                            assertThat(page.threads()).hasSize(1);
                        });
        assertThat(ask(BOB, new ClientFrame.History(2, "T7", null, 50, null)))
                .isInstanceOfSatisfying(
                        ServerFrame.HistoryPage.class,
                        page -> assertThat(page.messages()).hasSize(50));
        assertThat(ask(BOB, new ClientFrame.Search(3, "noon", null)))
                .isInstanceOfSatisfying(
                        ServerFrame.SearchPage.class, page -> assertThat(page.hits()).hasSize(1));
    }

    @Test
    void aPageTooLargeForAFrameComesShorterWithItsOwnCursor() throws Exception {
        byte[] frame =
                requests.answer(
                        BOB, UUID.randomUUID(), new ClientFrame.History(2, "T99", null, 100, null));
        assertThat(frame.length).isLessThanOrEqualTo(FrameLimits.SERVER_FRAME);
        var page = (ServerFrame.HistoryPage) FrameCodec.forTerminal().decodeServer(frame);
        assertThat(page.messages()).hasSize(25);
        assertThat(page.before()).isEqualTo("next25");
    }

    @Test
    void readIsAnsweredOnlyWhenAsked() throws Exception {
        assertThat(ask(BOB, new ClientFrame.Read(4L, "T7", "M9")))
                .isEqualTo(new ServerFrame.Ok(4, null, null, null));
        assertThat(requests.answer(BOB, UUID.randomUUID(), new ClientFrame.Read(null, "T7", "M10")))
                .isEmpty();
        assertThat(gateway.reads()).containsExactly("T7/M9", "T7/M10");
    }

    @Test
    void aSendIsAnsweredWithItsMessage() throws Exception {
        UUID once = UUID.randomUUID();
        ServerFrame first = ask(BOB, send(once, "T7"));
        assertThat(first).isEqualTo(new ServerFrame.Ok(5, "M1", "T7", 1L));
        assertThat(ask(BOB, send(once, "T7"))).isEqualTo(first);
        ClientFrame.Send abroad =
                new ClientFrame.Send(
                        6, UUID.randomUUID(), null, List.of("x@y.z"), null, "hi", List.of(), null);
        assertThat(ask(BOB, abroad))
                .isInstanceOfSatisfying(
                        ServerFrame.Failure.class,
                        failure -> {
                            assertThat(failure.code()).isEqualTo(ErrorCode.NO_ROUTE);
                            assertThat(failure.retryAfterMillis()).isEqualTo(1000);
                        });
    }

    @Test
    void aGuestStaysInsideItsThread() throws Exception {
        assertThat(ask(GUEST, new ClientFrame.History(1, "T7", null, 1, null)))
                .isInstanceOf(ServerFrame.HistoryPage.class);
        for (ClientFrame beyond :
                List.of(
                        new ClientFrame.History(1, "T8", null, 1, null),
                        new ClientFrame.Threads(1, null, null),
                        new ClientFrame.Search(1, "x", null),
                        new ClientFrame.Read(1L, "T8", "M1"),
                        send(UUID.randomUUID(), "T8"),
                        new ClientFrame.Send(
                                1,
                                UUID.randomUUID(),
                                null,
                                List.of("a@b.c"),
                                null,
                                "x",
                                List.of(),
                                null))) {
            assertThat(refusal(GUEST, beyond)).isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    @Test
    void failuresAreToldApart() throws Exception {
        assertThat(refusal(BOB, new ClientFrame.History(1, "T404", null, 1, null)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(BOB, new ClientFrame.Unknown("hail", 1L)))
                .isEqualTo(ErrorCode.UNSUPPORTED);
        gateway.down(true);
        assertThat(refusal(BOB, new ClientFrame.Threads(1, null, null)))
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }
}
