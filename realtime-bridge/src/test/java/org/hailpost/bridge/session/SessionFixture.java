package org.hailpost.bridge.session;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.hailpost.bridge.frame.ClientFrame;
import org.hailpost.bridge.frame.Credential;
import org.hailpost.bridge.frame.FrameCodec;
import org.hailpost.bridge.frame.Resume;
import org.hailpost.bridge.frame.ServerFrame;
import org.hailpost.bridge.frame.Terminal;
import org.hailpost.bridge.frame.TerminalKind;
import org.jspecify.annotations.Nullable;

/**
 * Sessions over a {@link FakeGateway}, driven by hand: no socket, and no clock unless a test starts
 * it.
 */
final class SessionFixture implements AutoCloseable {
    private static final FrameCodec CODEC = FrameCodec.forTerminal();

    private final FakeGateway gateway = new FakeGateway();
    private final Sessions sessions;

    SessionFixture(SessionLimits limits) {
        sessions = new Sessions(gateway.ports(), "n1", limits, InstantSource.system());
    }

    FakeGateway gateway() {
        return gateway;
    }

    Sessions sessions() {
        return sessions;
    }

    /** One terminal: its session, and what it gets. */
    record End(Session session, RecordingOutlet outlet) {
        End say(ClientFrame frame) {
            session.received(CODEC.encode(frame));
            return this;
        }
    }

    End connect() {
        RecordingOutlet outlet = new RecordingOutlet();
        return new End(sessions.open(outlet), outlet);
    }

    /** A welcomed terminal of an account. */
    End terminal(String account, @Nullable Resume resume, @Nullable Integer window) {
        End end = connect();
        hello(end, new Credential.Password(account, "secret"), UUID.randomUUID(), resume, window);
        end.outlet().expect(ServerFrame.Welcome.class);
        return end;
    }

    End guest(String thread, int window) {
        End end = connect();
        hello(end, new Credential.Guest(thread), UUID.randomUUID(), null, window);
        end.outlet().expect(ServerFrame.Welcome.class);
        return end;
    }

    static void hello(
            End end,
            Credential credential,
            UUID terminal,
            @Nullable Resume resume,
            @Nullable Integer window) {
        end.say(
                new ClientFrame.Hello(
                        1,
                        credential,
                        new Terminal(terminal, TerminalKind.CLI, "t", List.of(), List.of()),
                        resume,
                        window));
    }

    @Override
    public void close() {
        sessions.sessions().forEach(Session::gone);
        FakeGateway.await("all sessions are gone", () -> sessions.count() == 0);
        sessions.stop();
    }
}
