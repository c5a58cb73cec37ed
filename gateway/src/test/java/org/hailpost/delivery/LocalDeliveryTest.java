package org.hailpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hailpost.account.Account;
import org.hailpost.account.Credential;
import org.hailpost.account.Directory;
import org.hailpost.account.Quota;
import org.hailpost.mailbox.MailUnavailableException;
import org.hailpost.mailbox.MailboxGoneException;
import org.hailpost.mailbox.MessageFiling;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.OverQuotaException;
import org.hailpost.mailbox.Quotas;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.Party;
import org.hailpost.message.ReportComposer;
import org.hailpost.message.TraceHeader;
import org.hailpost.outbound.Allowance;
import org.hailpost.outbound.DkimKey;
import org.hailpost.outbound.DkimSigner;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.HourlyBudget;
import org.hailpost.outbound.MailboxServer;
import org.hailpost.outbound.OutboundSettings;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.OutgoingEnvelope.Returned;
import org.hailpost.outbound.Recipient;
import org.hailpost.outbound.Reports;
import org.hailpost.outbound.Srs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalDeliveryTest {
    private static final String PLAIN = "From: <alias@example.org>\r\n\r\nHi\r\n";

    private final List<NewMessage> stored = new ArrayList<>();
    private final List<String> applied = new ArrayList<>();
    private Optional<Address> sender = Optional.of(Address.parse("amy@x.example"));
    private final Counting directory = new Counting();
    private final FixedQuotas quotas = new FixedQuotas();
    private final List<List<Address>> counted = new ArrayList<>();
    private Allowance.Answer allowed = Allowance.Answer.GRANTED;
    private static final List<DkimKey> KEYS =
            DkimKey.generate("example.org", LocalDate.of(2026, 11, 28));

    private static final int REMEMBERED = 10;
    private static final int FORWARDS = 3;

    private Instant now = Instant.EPOCH;
    private @Nullable RuntimeException failing;

    /** What a mail with a report runs into. */
    private @Nullable RuntimeException full;

    private final FakeMailboxServers host = new FakeMailboxServers();
    private final MailboxServers servers =
            new MailboxServers(
                    host,
                    host,
                    new MailboxServerSettings(
                            MailboxServerSettings.DEFAULTS.askTimeout(),
                            MailboxServerSettings.DEFAULTS.handOverTimeout(),
                            MailboxServerSettings.DEFAULTS.knownFor(),
                            MailboxServerSettings.DEFAULTS.unknownFor(),
                            REMEMBERED),
                    () -> now);
    private final Srs srs = new Srs("secret".getBytes(StandardCharsets.UTF_8), Clock.systemUTC());

    private final LocalDelivery delivery =
            new LocalDelivery(
                    directory,
                    new Filing(),
                    quotas,
                    new Departures(
                            (_, parties, _) -> {
                                counted.add(parties);
                                return allowed;
                            },
                            new DkimSigner(
                                    domain -> domain.equals("example.org") ? KEYS : List.of(),
                                    Clock.systemUTC()),
                            new Forwards(
                                    directory,
                                    srs,
                                    new HourlyBudget(FORWARDS, Clock.fixed(now, ZoneOffset.UTC)),
                                    new Exchanges(100, () -> now),
                                    "mx.example.org",
                                    Clock.systemUTC()),
                            false,
                            Clock.systemUTC()),
                    servers,
                    (account, report) -> {
                        applied.add(account + " " + report.messageId());
                        return true;
                    },
                    new SuccessReports(
                            new Reports(
                                    directory,
                                    srs,
                                    new HourlyBudget(3, Clock.systemUTC()),
                                    new ReportComposer(Clock.systemUTC(), new SecureRandom()),
                                    "mx.example.org",
                                    OutboundSettings.DEFAULTS),
                            Clock.systemUTC()),
                    Clock.systemUTC());

    @Test
    void aRecipientWithoutRoomIsRefusedForWhatItIs() {
        Address alias = Address.parse("alias@example.org");
        assertThat(delivery.route(alias, Route.Asker.STRANGER, 0)).isInstanceOf(Route.Local.class);
        quotas.answer = Quotas.Room.FULL;
        assertThat(delivery.route(alias, Route.Asker.STRANGER, 9))
                .isEqualTo(new Route.Refused(alias, Refusal.MAILBOX_FULL));
        quotas.answer = Quotas.Room.DOMAIN_FULL;
        assertThat(delivery.route(alias, Route.Asker.STRANGER, 9))
                .isEqualTo(new Route.Refused(alias, Refusal.DOMAIN_FULL));
        quotas.answer = Quotas.Room.NEVER;
        assertThat(delivery.route(alias, Route.Asker.STRANGER, 9))
                .isEqualTo(new Route.Refused(alias, Refusal.BEYOND_QUOTA));
        assertThat(quotas.asked).isEqualTo("1 9");
    }

    /** Else one mail of a stranger asks the database as often as recipients times addresses. */
    @Test
    void eachAddressIsLookedUpOnceHoweverManyRecipientsThereAre() {
        String to =
                IntStream.range(0, 100)
                        .mapToObj(i -> "<nobody" + i + "@example.org>")
                        .collect(Collectors.joining(",\r\n "));
        List<Route.Accepted> recipients =
                IntStream.rangeClosed(1, 50)
                        .<Route.Accepted>mapToObj(LocalDeliveryTest::local)
                        .toList();
        deliver("From: <amy@x.example>\r\nTo: " + to + "\r\n\r\nHi\r\n", recipients);
        assertThat(stored.getFirst().copies()).hasSize(50);
        assertThat(directory.asked.get()).isLessThanOrEqualTo(101);
    }

    @Test
    void anAliasOfTheAccountIsNoPartyToIt() {
        deliver(
                "From: <amy@x.example>\r\nTo: <Alias@example.org>, <other@example.org>\r\n\r\nHi\r\n",
                List.of(local(1)));
        assertThat(stored.getFirst().copies().getFirst().parties())
                .extracting(Party::address)
                .extracting(Address::toString)
                .containsExactly("amy@x.example", "other@example.org");
    }

    @Test
    void aReportIsAppliedIfItsSenderIsNull() {
        String bounce =
                """
                From: mailer-daemon@x.example
                Content-Type: multipart/report; boundary=b

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; x.example

                Final-Recipient: rfc822; amy@x.example
                Action: failed
                Status: 5.1.1
                --b
                Content-Type: text/rfc822-headers

                Message-ID: <1@us>
                --b--
                """
                        .replace("\n", "\r\n");
        deliver(bounce, List.of(local(1)));
        assertThat(applied).isEmpty();
        sender = Optional.empty();
        deliver(bounce, List.of(local(1)));
        assertThat(applied).containsExactly("1 <1@us>");
        assertThat(stored)
                .extracting(mail -> mail.copies().getFirst().report())
                .containsExactly(false, true);
    }

    @Test
    void aForeignDomainIsElsewhereForMembersAndNowhereForStrangers() {
        Address far = Address.parse("Carol@far.example");
        directory.foreign = "far.example";
        assertThat(delivery.route(far, Route.Asker.STRANGER, 0))
                .isEqualTo(new Route.Refused(far, Refusal.FOREIGN_DOMAIN));
        assertThat(delivery.route(far, Route.Asker.MEMBER, 0))
                .isEqualTo(new Route.Remote(far, far));
    }

    @Test
    void whatLeavesIsStoredWithWhatStays() {
        Envelope.Recipient carol =
                new Envelope.Recipient(
                        remote("Carol@far.example"),
                        Set.of(Recipient.Notify.SUCCESS),
                        "rfc822;carol@far.example");
        Wishes wishes = new Wishes(false, true, Returned.HEADERS, "QQ314159");
        submit(
                "From: <alias@example.org>\r\nSubject: x\r\n\r\nGr\u00fc\u00dfe\r\n",
                wishes,
                carol,
                Envelope.Recipient.of(local(2)),
                Envelope.Recipient.of(remote("carol@FAR.example")));
        NewMessage message = stored.getFirst();
        assertThat(message.copies()).extracting(NewMessage.Copy::accountId).containsExactly(2L);
        Outgoing outgoing = message.outgoing().getFirst();
        assertThat(message.outgoing()).hasSize(1);
        assertThat(outgoing.accountId()).isEqualTo(1);
        assertThat(outgoing.envelope())
                .isEqualTo(
                        new OutgoingEnvelope(
                                Optional.of(Address.parse("amy@x.example")),
                                true,
                                false,
                                true,
                                Returned.HEADERS,
                                "QQ314159"));
        assertThat(outgoing.recipients())
                .containsExactly(
                        new Recipient(
                                Address.parse("Carol@far.example"),
                                Set.of(Recipient.Notify.SUCCESS),
                                "rfc822;carol@far.example"));
        assertThat(new String(outgoing.trace(), StandardCharsets.US_ASCII))
                .startsWith("DKIM-Signature: v=1; a=rsa-sha256; ")
                .contains("\r\nDKIM-Signature: v=1; a=ed25519-sha256; ")
                .contains("\r\nReceived: by mx.example.org with ESMTP id 1;")
                .doesNotContain("127.0.0.1");
        assertThat(new String(message.copies().getFirst().trace(), StandardCharsets.US_ASCII))
                .contains("Received: from x.example ([127.0.0.1])");
    }

    @Test
    void anAliasPassesOnNoMoreThanItMayInAnHour() {
        Envelope.Recipient away = Envelope.Recipient.of(group(List.of(), "amy@far.example"));
        for (int i = 0; i < FORWARDS; i++) {
            assertThat(fromOutside("Message-ID: <" + i + "@x.example>\r\n", away))
                    .isInstanceOf(Outcome.Stored.class);
        }
        assertThat(fromOutside("Message-ID: <more@x.example>\r\n", away))
                .isEqualTo(new Outcome.Refused(Refusal.FORWARDS_SPENT));
        assertThat(Refusal.FORWARDS_SPENT.temporary()).isTrue();
        assertThat(stored).hasSize(FORWARDS);
    }

    /** Who is here got it the first time; if nobody is, whoever has sent it again is to know. */
    @Test
    void whatComesBackIsRefusedUnlessSomebodyHereHasIt() {
        String id = "Message-ID: <round@x.example>\r\n";
        Route.Group nobodyHere = group(List.of(), "amy@far.example");
        fromOutside(id, Envelope.Recipient.of(nobodyHere));
        String trail = trail();
        assertThat(trail).startsWith("X-Hailpost-Hop: mx.example.org; t=");
        assertThat(fromOutside(trail + id, Envelope.Recipient.of(nobodyHere)))
                .isEqualTo(new Outcome.Refused(Refusal.LOOP));
        assertThat(
                        fromOutside(
                                trail + id,
                                Envelope.Recipient.of(
                                        group(List.of(local(2).account()), "amy@far.example"))))
                .isEqualTo(new Outcome.Stored(new Receipt(List.of(), false)));
        assertThat(stored).hasSize(1);
        assertThat(
                        fromOutside(
                                trail + id,
                                Envelope.Recipient.of(nobodyHere),
                                Envelope.Recipient.of(local(3))))
                .isInstanceOf(Outcome.Stored.class);
        assertThat(stored.getLast().copies())
                .extracting(NewMessage.Copy::accountId)
                .containsExactly(3L);
        assertThat(stored.getLast().outgoing()).isEmpty();
        assertThat(fromOutside(trail.replace("t=", "t=x") + id, Envelope.Recipient.of(nobodyHere)))
                .as("a trail that somebody made up")
                .isInstanceOf(Outcome.Stored.class);
    }

    private Outcome fromOutside(String header, Envelope.Recipient... recipients) {
        return deliver(
                header + "From: <amy@x.example>\r\n\r\nHi\r\n",
                List.of(recipients),
                Optional.empty(),
                Wishes.NONE);
    }

    /** Of the mail that was forwarded last. */
    private String trail() {
        String trace =
                new String(
                        stored.getLast().outgoing().getFirst().trace(), StandardCharsets.US_ASCII);
        return trace.substring(0, trace.indexOf("\r\n") + 2);
    }

    private static Route.Group group(List<Account> here, String elsewhere) {
        return new Route.Group(
                Address.parse("team@example.org"),
                here,
                List.of(),
                List.of(Address.parse(elsewhere)));
    }

    /** RFC 8689 §5: a report says of a mail what the mail said of itself. */
    @Test
    void aReportGoesOverTlsIfItsMailHadTo() {
        sender = Optional.of(Address.parse("amy@far.example"));
        directory.foreign = "far.example";
        Envelope.Recipient told =
                new Envelope.Recipient(local(2), Set.of(Recipient.Notify.SUCCESS), "");
        for (boolean required : List.of(true, false)) {
            stored.clear();
            Wishes wishes = new Wishes(false, required, Returned.UNSAID, "");
            assertThat(deliver(PLAIN, List.of(told), Optional.empty(), wishes))
                    .isInstanceOf(Outcome.Stored.class);
            OutgoingEnvelope report = stored.get(1).outgoing().getFirst().envelope();
            assertThat(report.sender()).isEmpty();
            assertThat(report.requireTls()).isEqualTo(required);
        }
    }

    /** Promise 1: neither the mail nor its report is there alone, unless the report has no room. */
    @Test
    void aReportOfSuccessIsStoredWithItsMailOrLeftOut() {
        sender = Optional.of(Address.parse("alias@example.org"));
        Envelope.Recipient told =
                new Envelope.Recipient(local(2), Set.of(Recipient.Notify.SUCCESS), "");
        submit(PLAIN, Wishes.NONE, told);
        assertThat(stored)
                .extracting(mail -> mail.copies().getFirst().accountId())
                .containsExactly(2L, 1L);
        for (RuntimeException why :
                List.of(
                        new OverQuotaException(1, Quotas.Room.FULL),
                        new MailboxGoneException("gone"))) {
            stored.clear();
            full = why;
            submit(PLAIN, Wishes.NONE, told);
            assertThat(stored)
                    .extracting(mail -> mail.copies().getFirst().accountId())
                    .containsExactly(2L);
        }
        stored.clear();
        full = new OverQuotaException(2, Quotas.Room.FULL);
        assertThat(submission(PLAIN, Wishes.NONE, told))
                .isEqualTo(new Outcome.Refused(Refusal.MAILBOX_FULL));
        full = new MailUnavailableException("away", null);
        assertThat(submission(PLAIN, Wishes.NONE, told))
                .isEqualTo(new Outcome.Refused(Refusal.STORE_UNAVAILABLE));
        assertThat(stored).isEmpty();
    }

    @Test
    void utf8IsNeededForAHeaderOrAnAddressOfIt() {
        String latin = "From: <alias@example.org>\r\nSubject: \u00fc\r\n\r\nHi\r\n";
        Wishes declared = new Wishes(true, false, Returned.UNSAID, "");
        submit(latin, declared, Envelope.Recipient.of(remote("carol@far.example")));
        submit(latin, Wishes.NONE, Envelope.Recipient.of(remote("carol@far.example")));
        submit(PLAIN, declared, Envelope.Recipient.of(remote("carol@far.example")));
        submit(PLAIN, declared, Envelope.Recipient.of(remote("k\u00e4the@far.example")));
        assertThat(stored)
                .extracting(message -> message.outgoing().getFirst().envelope().utf8())
                .containsExactly(true, false, false, true);
        assertThat(stored)
                .extracting(message -> message.outgoing().getFirst().envelope().eightBit())
                .containsExactly(true, true, false, false);
    }

    @Test
    void aMemberWhoHasSentEnoughTodayKeepsWritingToThoseWhoAreHere() {
        allowed = Allowance.Answer.MAILS_SPENT;
        Envelope.Recipient carol = Envelope.Recipient.of(remote("carol@far.example"));
        Envelope.Recipient here = Envelope.Recipient.of(local(2));
        assertThat(submission(PLAIN, Wishes.NONE, here, carol))
                .isEqualTo(new Outcome.Refused(Refusal.MAILS_SPENT));
        allowed = Allowance.Answer.PARTIES_SPENT;
        assertThat(submission(PLAIN, Wishes.NONE, carol))
                .isEqualTo(new Outcome.Refused(Refusal.PARTIES_SPENT));
        assertThat(submission(PLAIN, Wishes.NONE, here)).isInstanceOf(Outcome.Stored.class);
        assertThat(counted).hasSize(2);
        assertThat(stored).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "From: <alias@example.org>,",
        "From: Me <alias@example.org>\\nSender: <alias@example.org>,",
        "From: <other@example.org>,NOT_THE_AUTHOR",
        "'From: <alias@example.org>, <other@example.org>',NOT_THE_AUTHOR",
        "From: <alias@example.org>\\nSender: <other@example.org>,NOT_THE_AUTHOR",
        "From: undisclosed:;,NO_AUTHOR",
        "From: nobody,NOT_THE_AUTHOR",
        "Subject: x,NO_AUTHOR",
        "From: <alias@example.org>\\nFrom: <alias@example.org>,BAD_HEADER"
    })
    void aMemberWritesUnderHisOwnAddresses(String header, @Nullable Refusal refusal) {
        Outcome outcome =
                submission(
                        header.replace("\\n", "\r\n") + "\r\n\r\nHi\r\n",
                        Wishes.NONE,
                        Envelope.Recipient.of(local(2)));
        if (refusal == null) {
            assertThat(outcome).isInstanceOf(Outcome.Stored.class);
        } else {
            assertThat(outcome).isEqualTo(new Outcome.Refused(refusal));
        }
    }

    @Test
    void theServerThatKeepsAMailboxDecidesAtRcpt() {
        directory.keptBy = "lmtp://mail.example:24";
        host.atRcpt.put("unknown@kept.example", FakeMailboxServers.refused("5.1.1"));
        host.atRcpt.put("closed@kept.example", FakeMailboxServers.refused("5.2.1"));
        host.atRcpt.put("full@kept.example", FakeMailboxServers.deferred("4.2.2"));
        host.atRcpt.put("later@kept.example", FakeMailboxServers.deferred("4.3.0"));
        assertThat(asked("known")).isInstanceOf(Route.Kept.class);
        assertThat(refusal("unknown")).isEqualTo(Refusal.UNKNOWN_MAILBOX);
        assertThat(refusal("closed")).isEqualTo(Refusal.MAILBOX_REFUSED);
        assertThat(refusal("full")).isEqualTo(Refusal.MAILBOX_FULL);
        assertThat(refusal("later")).isEqualTo(Refusal.MAILBOX_SERVER_UNAVAILABLE);
        Address later = Address.parse("later@kept.example");
        assertThat(delivery.route(later, Route.Asker.MEMBER, 0)).isInstanceOf(Route.Kept.class);
    }

    @Test
    void whatAServerHasSaidIsNotAskedAgain() {
        directory.keptBy = "lmtp://mail.example:24";
        host.atRcpt.put("unknown@kept.example", FakeMailboxServers.refused("5.1.1"));
        for (int i = 0; i < 3; i++) {
            assertThat(asked("known")).isInstanceOf(Route.Kept.class);
            assertThat(refusal("unknown")).isEqualTo(Refusal.UNKNOWN_MAILBOX);
        }
        assertThat(host.asked).hasSize(2);
        now = now.plus(MailboxServerSettings.DEFAULTS.unknownFor());
        host.atRcpt.clear();
        assertThat(asked("unknown")).isInstanceOf(Route.Kept.class);
        now = now.plus(MailboxServerSettings.DEFAULTS.knownFor());
        host.atRcpt.put("known@kept.example", FakeMailboxServers.refused("5.1.1"));
        assertThat(refusal("known")).isEqualTo(Refusal.UNKNOWN_MAILBOX);
    }

    @Test
    void aServerThatIsAwayIsNotWaitedForByEverybody() {
        directory.keptBy = "lmtp://mail.example:24";
        assertThat(asked("known")).isInstanceOf(Route.Kept.class);
        host.atRcpt.put("a@kept.example", FakeMailboxServers.unreachable());
        assertThat(refusal("a")).isEqualTo(Refusal.MAILBOX_SERVER_UNAVAILABLE);
        assertThat(refusal("b")).isEqualTo(Refusal.MAILBOX_SERVER_UNAVAILABLE);
        assertThat(asked("known")).isInstanceOf(Route.Kept.class);
        assertThat(host.asked).containsExactly("known@kept.example", "a@kept.example");
        now = now.plusSeconds(6);
        assertThat(asked("b")).isInstanceOf(Route.Kept.class);
    }

    @Test
    void noMoreIsRememberedThanThereIsRoomFor() {
        directory.keptBy = "lmtp://mail.example:24";
        for (int i = 0; i <= REMEMBERED; i++) {
            assertThat(asked("n" + i)).isInstanceOf(Route.Kept.class);
        }
        assertThat(asked("n" + REMEMBERED)).isInstanceOf(Route.Kept.class);
        assertThat(host.asked).hasSize(REMEMBERED + 1);
        assertThat(asked("n0")).isInstanceOf(Route.Kept.class);
        assertThat(host.asked).hasSize(REMEMBERED + 2);
    }

    @Test
    void anAliasIsHandedOverAsItsAccountAndATagStays() {
        Account kept = kept(1).account().orElseThrow();
        directory.alias = kept;
        assertThat(delivery.route(Address.parse("alias@example.org"), Route.Asker.STRANGER, 0))
                .extracting(route -> ((Route.Kept) route).target())
                .isEqualTo(kept.address());
        Address tagged = Address.parse("alias+k1@example.org");
        directory.alias =
                new Account(
                        1,
                        Address.parse("alias@example.org"),
                        "",
                        true,
                        Set.of(),
                        Optional.of("lmtp://mail.example:24"));
        assertThat(delivery.route(tagged, Route.Asker.STRANGER, 0))
                .extracting(route -> ((Route.Kept) route).target())
                .isEqualTo(tagged);
    }

    @ParameterizedTest
    @CsvSource({
        "5.1.1,4.3.0,4.3.0", // later is later for all
        "4.3.0,5.1.1,4.3.0",
        "5.1.1,5.2.1,5.1.1",
    })
    void ifNobodyTakesItTheSenderHearsWhyAndNothingIsStored(
            String first, String second, String told) {
        host.atData.put("k1@kept.example", failure(first));
        host.atData.put("k2@kept.example", failure(second));
        Outcome outcome = deliverToKept(kept(1), kept(2));
        assertThat(((Outcome.Declined) outcome).failure().status()).isEqualTo(told);
        assertThat(stored).isEmpty();
    }

    @Test
    void whoeverHasNotTakenItWhileOthersHaveGoesIntoTheQueue() {
        host.atData.put("k2@kept.example", failure("4.3.0"));
        host.atData.put("k3@kept.example", failure("5.2.1"));
        assertThat(deliverToKept(kept(1), kept(2), kept(3))).isInstanceOf(Outcome.Stored.class);
        Outgoing outgoing = stored.getFirst().outgoing().getFirst();
        assertThat(outgoing.recipients())
                .extracting(recipient -> recipient.address().toString())
                .containsExactly("k2@kept.example", "k3@kept.example");
        assertThat(outgoing.mailboxes().orElseThrow().url()).isEqualTo("lmtp://mail.example:24");
        assertThat(stored.getFirst().copies())
                .extracting(NewMessage.Copy::target)
                .containsOnly(new NewMessage.Target.ByRole(Role.LIVE));
    }

    @Test
    void whatAllHaveIsAcceptedThoughItCannotBeShown() {
        failing = new MailUnavailableException("away", null);
        assertThat(deliverToKept(kept(1), kept(2))).isInstanceOf(Outcome.HandedOver.class);
        assertThat(deliverToKept(kept(1), local(3)))
                .isEqualTo(new Outcome.Refused(Refusal.STORE_UNAVAILABLE));
        failing = new MailboxGoneException("mailbox Live");
        assertThat(deliverToKept(kept(1))).isInstanceOf(Outcome.HandedOver.class);
    }

    @Test
    void whatAMemberSubmitsGoesByTheQueue() {
        submit(PLAIN, Wishes.NONE, Envelope.Recipient.of(kept(1)));
        assertThat(host.handedOver).isEmpty();
        assertThat(stored.getFirst().outgoing().getFirst().mailboxes()).isPresent();
        assertThat(counted).isEmpty(); // it does not go to the outside
    }

    private static Handover failure(String status) {
        return status.startsWith("5")
                ? FakeMailboxServers.refused(status)
                : FakeMailboxServers.deferred(status);
    }

    private Outcome deliverToKept(Route.Accepted... recipients) {
        return deliver(
                "From: <amy@x.example>\r\n\r\nHi\r\n",
                Arrays.stream(recipients).map(Envelope.Recipient::of).toList(),
                Optional.empty(),
                Wishes.NONE);
    }

    private Route asked(String localPart) {
        return delivery.route(new Address(localPart, "kept.example"), Route.Asker.STRANGER, 0);
    }

    private Refusal refusal(String localPart) {
        return ((Route.Refused) asked(localPart)).refusal();
    }

    private static Route.Kept kept(int number) {
        Address address = Address.parse("k" + number + "@kept.example");
        String url = "lmtp://mail.example:24";
        Account account = new Account(number, address, "", true, Set.of(), Optional.of(url));
        return new Route.Kept(address, address, MailboxServer.parse(url), Optional.of(account));
    }

    private void deliver(String mail, List<Route.Accepted> recipients) {
        assertThat(
                        deliver(
                                mail,
                                recipients.stream().map(Envelope.Recipient::of).toList(),
                                Optional.empty(),
                                Wishes.NONE))
                .isInstanceOf(Outcome.Stored.class);
    }

    private void submit(String mail, Wishes wishes, Envelope.Recipient... recipients) {
        assertThat(submission(mail, wishes, recipients)).isInstanceOf(Outcome.Stored.class);
    }

    private Outcome submission(String mail, Wishes wishes, Envelope.Recipient... recipients) {
        return deliver(mail, List.of(recipients), Optional.of(local(1).account()), wishes);
    }

    private Outcome deliver(
            String mail,
            List<Envelope.Recipient> recipients,
            Optional<Account> submitted,
            Wishes wishes) {
        Envelope envelope =
                new Envelope(
                        sender,
                        recipients,
                        new TraceHeader.Hop(
                                "x.example",
                                InetAddress.getLoopbackAddress(),
                                "mx.example.org",
                                "ESMTP",
                                "1",
                                "",
                                null,
                                Instant.EPOCH),
                        submitted,
                        wishes);
        try (Content content = Content.of(mail.getBytes(StandardCharsets.UTF_8))) {
            return delivery.deliver(envelope, content);
        }
    }

    private static Route.Remote remote(String address) {
        return new Route.Remote(Address.parse(address), Address.parse(address));
    }

    private static Route.Local local(int number) {
        Address address = Address.parse("r" + number + "@example.org");
        return new Route.Local(address, new Account(number, address, "", true));
    }

    private final class Filing implements MessageFiling {
        @Override
        public Receipt store(NewMessage message) {
            if (failing != null) {
                throw failing;
            }
            stored.add(message);
            return new Receipt(List.of(), false);
        }

        @Override
        public List<Receipt> storeAll(List<NewMessage> messages) {
            if (full != null) {
                throw full;
            }
            return messages.stream().map(this::store).toList();
        }

        @Override
        public Receipt replace(NewMessage message, Replaced replaced) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class FixedQuotas implements Quotas {
        Room answer = Room.FREE;
        String asked = "";

        @Override
        public Quota of(long accountId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Room room(long accountId, long octets) {
            asked = accountId + " " + octets;
            return answer;
        }
    }

    private static final class Counting implements Directory {
        final AtomicInteger asked = new AtomicInteger();
        String foreign = "";
        String keptBy = "";
        Account alias = local(1).account();

        @Override
        public Resolution resolve(Address recipient) {
            asked.incrementAndGet();
            if (recipient.domain().equals(foreign)) {
                return new Resolution.Foreign();
            }
            if (!keptBy.isEmpty()) {
                return new Resolution.Kept(keptBy);
            }
            return recipient.localPart().startsWith("alias")
                    ? new Resolution.Local(alias)
                    : new Resolution.Unknown();
        }

        @Override
        public Optional<Account> find(Address address) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Account> find(long accountId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean mayUse(Account account, Address sender) {
            return account.id() == 1 && sender.localPart().equals("alias");
        }

        @Override
        public List<Credential> credentials(Address address) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Account> bearer(String hash) {
            throw new UnsupportedOperationException();
        }
    }
}
