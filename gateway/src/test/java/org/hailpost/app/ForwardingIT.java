package org.hailpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.hailpost.account.Forwarding;
import org.hailpost.account.Registry;
import org.hailpost.message.Address;
import org.hailpost.outbound.OutboundSettings;
import org.hailpost.outbound.QueueDesk;
import org.hailpost.store.Database;
import org.hailpost.store.PostgresQueueDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways, each the other's world outside. */
class ForwardingIT {
    @TempDir Path directory;

    private final DemoPorts portsOfA = TestGateway.freePorts();

    @Test
    void mailThatTwoGatewaysForwardToEachOtherEndsAndNobodyHasItTwice() throws Exception {
        try (TestGateway b =
                        b(registry -> {
                            TestGateway.enrol(registry, "ben@b.example");
                            registry.addAlias(
                                    "team@b.example", addresses("ben@b.example team@a.example"));
                        });
                TestGateway a =
                        a(
                                b,
                                registry -> {
                                    TestGateway.enrol(registry, "ann@a.example", "amy@a.example");
                                    registry.addAlias(
                                            "team@a.example",
                                            addresses(
                                                    "ann@a.example all@a.example team@b.example"));
                                })) {
            a.mail("tom@a.example", "round", "team@a.example", "ann@a.example");
            awaitMail(b, "ben@b.example", "SUBJECT round");
            a.mail("tom@a.example", "after", "amy@a.example");
            try (ImapReader ben = b.inbox("ben@b.example")) {
                assertThat(
                                ben.command(
                                        "FETCH 1 BODY.PEEK[HEADER.FIELDS (RETURN-PATH X-HAILPOST-HOP)]"))
                        .anyMatch(
                                line -> line.matches("X-Hailpost-Hop: a\\.example; t=[a-z2-7]{16}"))
                        .anyMatch(line -> line.matches("Return-Path: <tom@a\\.example>"));
            }
            await(() ->
                    waiting(a) == 0); // whatever comes of a mail is there before it leaves a queue
            await(() -> waiting(b) == 0);
            await(() -> waiting(a) == 0);
            assertThat(found(a, "ann@a.example", "ALL")).isEqualTo(1);
            assertThat(found(b, "ben@b.example", "ALL")).isEqualTo(1);
        }
    }

    @Test
    void aReportOfFailureFindsItsWayBackToTheSender() throws Exception {
        try (TestGateway b = b(registry -> TestGateway.enrol(registry, "sue@b.example"));
                TestGateway a =
                        a(
                                b,
                                registry -> {
                                    TestGateway.enrol(registry, "ann@a.example");
                                    registry.forward(
                                            Address.parse("ann@a.example"),
                                            new Forwarding(addresses("gone@b.example"), true));
                                })) {
            a.mail("sue@b.example", "lost", "ann@a.example");
            awaitMail(b, "sue@b.example", "SUBJECT \"could not be delivered\"");
            assertThat(found(a, "ann@a.example", "SUBJECT lost")).isEqualTo(1);
        }
    }

    @Test
    void mailThatIsForwardedComesWithAReturnPathOfOurs() throws Exception {
        try (TestGateway b =
                        b(registry ->
                                TestGateway.enrol(registry, "ben@b.example", "sue@b.example"));
                TestGateway a =
                        a(
                                b,
                                registry -> {
                                    TestGateway.enrol(registry, "ann@a.example");
                                    registry.forward(
                                            Address.parse("ann@a.example"),
                                            new Forwarding(addresses("ben@b.example"), false));
                                })) {
            a.mail("sue@b.example", "moved", "ann@a.example");
            awaitMail(b, "ben@b.example", "SUBJECT moved");
            assertThat(found(a, "ann@a.example", "ALL")).isZero();
            String path;
            try (ImapReader ben = b.inbox("ben@b.example")) {
                path =
                        ben.command("FETCH 1 BODY.PEEK[HEADER.FIELDS (RETURN-PATH)]").stream()
                                .filter(line -> line.startsWith("Return-Path: <"))
                                .findFirst()
                                .orElseThrow();
            }
            path = path.substring(path.indexOf('<') + 1, path.indexOf('>'));
            assertThat(path).startsWith("SRS0=").endsWith("=b.example=sue@a.example");
            try (SmtpSender mta = new SmtpSender(a.smtp())) {
                assertThat(mta.offer("spam@b.example", "abuse", path)).startsWith("550 5.7.1");
                assertThat(mta.offer("", "bounce", path)).startsWith("250");
                mta.ask("MAIL FROM:<>");
                assertThat(mta.ask("RCPT TO:<" + path.replace("sue", "ben") + ">"))
                        .startsWith("550 5.1.1");
            }
            awaitMail(b, "sue@b.example", "SUBJECT bounce");
        }
    }

    private TestGateway a(TestGateway b, Consumer<Registry> enrolment) throws Exception {
        return gateway("a.example", portsOfA, b.smtp(), enrolment);
    }

    private TestGateway b(Consumer<Registry> enrolment) throws Exception {
        DemoPorts ports = TestGateway.freePorts();
        return gateway("b.example", ports, portsOfA.smtp(), enrolment);
    }

    private TestGateway gateway(
            String name, DemoPorts ports, int outside, Consumer<Registry> enrolment)
            throws Exception {
        return TestGateway.start(
                Files.createDirectories(directory.resolve(name)),
                ports,
                name,
                OutboundSection.of(
                        List.of("* smtp://127.0.0.1:" + outside), OutboundSettings.DEFAULTS),
                registry -> {
                    if (name.equals("a.example")) {
                        registry.addDomain("a.example");
                        registry.addAccount(Address.parse("tom@a.example"), "", "hash");
                        registry.addAlias("all@a.example", Address.parse("tom@a.example"));
                    }
                    enrolment.accept(registry);
                });
    }

    private static void awaitMail(TestGateway gateway, String account, String search)
            throws Exception {
        await(() -> found(gateway, account, search) > 0);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private long waiting(TestGateway gateway) throws Exception {
        try (Database database = Database.join(gateway.database())) {
            return new PostgresQueueDesk(database).list(new QueueDesk.Selection.All(), 1).total();
        }
    }

    private static int found(TestGateway gateway, String account, String search)
            throws IOException {
        try (ImapReader inbox = gateway.inbox(account)) {
            String answer =
                    inbox.command("SEARCH " + search).stream()
                            .filter(line -> line.startsWith("* SEARCH"))
                            .findFirst()
                            .orElse("* SEARCH");
            return answer.split(" ").length - 2;
        }
    }

    private static List<Address> addresses(String words) {
        return List.of(words.split(" ")).stream().map(Address::parse).toList();
    }
}
