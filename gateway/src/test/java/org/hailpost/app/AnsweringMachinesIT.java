package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.hailpost.account.Registry;
import org.hailpost.app.OutsideHost.Stage;
import org.hailpost.message.Address;
import org.hailpost.outbound.OutboundSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two machines outside that answer everything, say nothing of being machines, and know each other
 * by aliases here: {@code x} leads to one of them, {@code y} to the other.
 */
class AnsweringMachinesIT {
    private static final String X = "x@home.example";
    private static final String Y = "y@home.example";

    /** What their answers look like. */
    enum Manner {
        /** Neither In-Reply-To nor References. */
        CITES_NOTHING {
            @Override
            String header(Machine machine, String cited) {
                return "From: <%s>\r\n".formatted(machine.alias);
            }
        },
        CITES {
            @Override
            String header(Machine machine, String cited) {
                return "From: <%s>\r\nIn-Reply-To: %s\r\n".formatted(machine.alias, cited);
            }
        },
        /** Under an address that does not lead here, with one that does. */
        REPLY_TO {
            @Override
            String header(Machine machine, String cited) {
                return "From: <me%d@else.example>\r\nReply-To: <%s>\r\n"
                        .formatted(machine.sent.get(), machine.alias);
            }
        },
        /** Answers go to the return path. */
        ENVELOPE {
            @Override
            String header(Machine machine, String cited) {
                return "From: <me@else.example>\r\n";
            }
        };

        abstract String header(Machine machine, String cited);
    }

    /** Answers all mail that it gets, at once, to the other's alias. */
    final class Machine {
        private final String alias;
        private final String other;
        private final Manner manner;
        private final AtomicInteger sent = new AtomicInteger();

        Machine(String alias, String other, Manner manner, OutsideHost host) {
            this.alias = alias;
            this.other = other;
            this.manner = manner;
            host.mood((stage, content) -> {
                if (stage == Stage.DOT && !content.contains("Subject: by hand")) {
                    Thread.ofVirtual().start(() -> answer(id(content)));
                }
                return null;
            });
        }

        private void answer(String cited) {
            replies.add(offer(sent.incrementAndGet(), cited));
        }

        /** The final reply. */
        String offer(int number, String cited) {
            String id = "<" + number + "." + alias + ">";
            try (SmtpSender sender = new SmtpSender(gateway.smtp())) {
                sender.begin(alias, other);
                return sender.finish(
                        manner.header(this, cited)
                                + "To: <%s>\r\nMessage-ID: %s\r\nSubject: away\r\n\r\nI am away"
                                        .formatted(other, id));
            } catch (IOException e) {
                return e.toString();
            }
        }

        private static String id(String content) {
            return content.lines()
                    .filter(line -> line.startsWith("Message-ID: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(12);
        }
    }

    @TempDir private Path directory;
    private final Queue<String> replies = new ConcurrentLinkedQueue<>();
    private OutsideHost xs;
    private OutsideHost ys;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        xs = new OutsideHost();
        ys = new OutsideHost();
        gateway =
                TestGateway.start(
                        directory,
                        TestGateway.freePorts(),
                        "home.example",
                        OutboundSection.of(
                                List.of(
                                        "xs.example smtp://127.0.0.1:" + xs.port(),
                                        "ys.example smtp://127.0.0.1:" + ys.port()),
                                OutboundSettings.DEFAULTS),
                        AnsweringMachinesIT::enrol);
    }

    private static void enrol(Registry registry) {
        registry.addDomain("home.example");
        registry.addAlias(X, Address.parse("bob@xs.example"));
        registry.addAlias(Y, Address.parse("amy@ys.example"));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        xs.close();
        ys.close();
    }

    @ParameterizedTest
    @EnumSource
    void theyStopAfterAHandfulOfMailsAndNobodyElseIsHindered(Manner manner) throws Exception {
        var bob = new Machine(X, Y, manner, xs);
        var amy = new Machine(Y, X, manner, ys);
        assertThat(amy.offer(0, "<none@ys.example>")).startsWith("250");
        TestTerminal.await(
                () -> replies.stream().anyMatch(reply -> !reply.startsWith("250")), "the end");
        assertThat(replies).hasSize(6);
        assertThat(replies.stream().filter(reply -> reply.startsWith("250"))).hasSize(5);
        assertThat(replies).anyMatch(reply -> reply.startsWith("452 4.4.6 Machines seem to"));
        assertThat(amy.sent.get() + bob.sent.get()).isEqualTo(6);
        assertThat(amy.offer(3, "<none@ys.example>")).as("the same again").startsWith("452");
        gateway.mail("zoe@else.example", "by hand", X);
        TestTerminal.await(() -> xs.taken().size() == 4, "the mail of somebody else");
        assertThat(xs.taken().getLast().header()).contains("Subject: by hand");
        assertThat(ys.taken()).hasSize(3);
    }
}
