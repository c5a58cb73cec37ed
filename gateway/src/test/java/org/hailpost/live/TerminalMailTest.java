package org.hailpost.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hailpost.account.Account;
import org.hailpost.bridge.frame.ErrorCode;
import org.hailpost.bridge.frame.Scope;
import org.hailpost.bridge.frame.SendMode;
import org.hailpost.bridge.frame.SentBlob;
import org.hailpost.bridge.session.Conversations;
import org.hailpost.bridge.session.Principal;
import org.hailpost.delivery.Delivery;
import org.hailpost.delivery.Envelope;
import org.hailpost.delivery.Outcome;
import org.hailpost.delivery.Route;
import org.hailpost.mailbox.NewMessage;
import org.hailpost.mailbox.Receipt;
import org.hailpost.mailbox.ThreadMessage;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.mailbox.Upload;
import org.hailpost.mailbox.Uploads;
import org.hailpost.message.Address;
import org.hailpost.message.Composer;
import org.hailpost.message.Content;
import org.hailpost.message.HeaderFacts;
import org.hailpost.message.MessageScanner;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.hailpost.outbound.Allowance;
import org.hailpost.outbound.DkimKeys;
import org.hailpost.outbound.DkimSigner;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.Recipient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TerminalMailTest {
    private static final Account AMY =
            new Account(1, Address.parse("amy@example.org"), "Amy", true);
    private static final Account BOB =
            new Account(2, Address.parse("bob@example.org"), "Bob", true);

    private static final Principal AMY_HERSELF =
            new Principal(1, "amy@example.org", "Amy", Scope.ACCOUNT);

    private static final UUID CLIENT_ID = UUID.randomUUID();

    private final List<NewMessage> stored = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<List<Address>> counted = new ArrayList<>();
    private final OneThread threads = new OneThread();
    private final OneFile files = new OneFile();
    private Allowance.Answer allowed = Allowance.Answer.GRANTED;
    private final TerminalMail mail =
            new TerminalMail(
                    new TaggedAddresses(),
                    message -> {
                        stored.add(message);
                        texts.add(text(message.content()));
                        return new Receipt(List.of(new Receipt.Stored(1, 2, 3, 4, 5, 6, 7)), false);
                    },
                    threads,
                    new MailWriter(
                            new Composer(Clock.systemUTC(), new SecureRandom()),
                            files,
                            Path.of("none: these mails are small"),
                            64 * 1024),
                    (_, parties, request) -> {
                        counted.add(parties);
                        assertThat(request).isPresent();
                        return allowed;
                    },
                    new DkimSigner(DkimKeys.NONE, Clock.systemUTC()),
                    account -> true,
                    Clock.systemUTC());

    /** Else his answer goes to himself too, in a thread of its own. */
    @Test
    void whoIsWrittenToUnderAnotherOfHisAddressesIsNoPartyToHimself() {
        send("bob+work@example.org");
        assertThat(parties(1)).containsExactly("amy@example.org");
        assertThat(parties(0)).containsExactly("bob+work@example.org");
    }

    @Test
    void twoAddressesOfOneAccountAreOneCopyFromOneParty() {
        send("bob@example.org", "bob+work@example.org");
        assertThat(stored.getFirst().copies()).hasSize(2);
        assertThat(parties(1)).containsExactly("amy@example.org");
    }

    @Test
    void aNoteToOneselfIsInTheThreadWithOneself() {
        send("amy+notes@example.org");
        assertThat(stored.getFirst().copies())
                .extracting(NewMessage.Copy::accountId)
                .containsExactly(1L, 1L);
        assertThat(parties(0)).isEmpty();
        assertThat(parties(1)).isEmpty();
    }

    @Test
    void whoIsElsewhereIsWrittenToFromTheSameMail() throws Exception {
        send("carol@far.example", "bob@example.org", "CAROL@far.example");
        NewMessage message = stored.getFirst();
        assertThat(message.copies()).extracting(NewMessage.Copy::accountId).containsExactly(1L, 2L);
        assertThat(parties(0)).contains("carol@far.example", "bob@example.org");
        assertThat(parties(1)).startsWith("amy@example.org").contains("carol@far.example");
        Outgoing outgoing = message.outgoing().getFirst();
        assertThat(outgoing.originIndex()).isZero();
        assertThat(outgoing.accountId()).isEqualTo(1);
        OutgoingEnvelope envelope = outgoing.envelope();
        assertThat(envelope.sender()).contains(Address.parse("amy@example.org"));
        assertThat(envelope.eightBit() || envelope.utf8()).isFalse();
        assertThat(text(message)).contains("Message-ID: <" + envelope.envelopeId() + ">");
        assertThat(outgoing.recipients())
                .containsExactly(Recipient.of(Address.parse("carol@far.example")));
        assertThat(text(message))
                .contains("To: carol@far.example, bob@example.org")
                .contains("format=flowed");
    }

    @Test
    void nobodyElsewhereIsLive() {
        assertThat(outcome(SendMode.LIVE, "carol@far.example"))
                .isEqualTo(
                        new Conversations.Failed(
                                ErrorCode.NO_ROUTE,
                                false,
                                null,
                                "carol@far.example is not live now"));
        assertThat(outcome(SendMode.MAIL, "carol@far.example"))
                .isInstanceOf(Conversations.Sent.class);
        assertThat(counted).hasSize(1);
    }

    @Test
    void theDaysLimitsAreForTheOutsideAlone() {
        allowed = Allowance.Answer.MAILS_SPENT;
        Conversations.Failed spent =
                (Conversations.Failed) outcome(SendMode.AUTO, "bob@example.org", "c@far.example");
        assertThat(spent.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(spent.temporary()).isTrue();
        assertThat(spent.retryAfter()).isBetween(Duration.ofSeconds(0), Duration.ofDays(1));
        assertThat(stored).isEmpty();
        allowed = Allowance.Answer.PARTIES_SPENT;
        assertThat(outcome(SendMode.AUTO, "c@far.example"))
                .isInstanceOf(Conversations.Failed.class);
        send("bob@example.org");
    }

    @Test
    void anAnswerGoesToAllAndCitesWhatItAnswers() throws Exception {
        threads.parties =
                List.of(
                        Party.of(Address.parse("carol@far.example")),
                        new Party(Address.parse("dan@far.example"), "Dan"),
                        Party.of(Address.parse("bob@example.org")));
        threads.newest =
                """
                From: <carol@far.example>
                To: amy@example.org, Bob <bob@example.org>
                Cc: DAN@far.example, eve@elsewhere.example
                Message-ID: <3@far.example>
                In-Reply-To: <2@example.org>
                References: <1@far.example> <2@example.org>
                Subject: AW: Lunch

                """;
        assertThat(mail.send(AMY_HERSELF, request("T9", List.of(), SendMode.AUTO)))
                .isInstanceOf(Conversations.Sent.class);
        assertThat(text(stored.getFirst()))
                .contains("To: carol@far.example, bob@example.org\r\n")
                .contains("Cc: Dan <dan@far.example>\r\n")
                .contains("Subject: Re: Lunch\r\n")
                .contains("In-Reply-To: <3@far.example>\r\n")
                .containsPattern(
                        "References: <1@far.example>\\s+<2@example.org>\\s+<3@far.example>\r\n")
                .doesNotContain("eve@");
        assertThat(stored.getFirst().outgoing().getFirst().recipients())
                .extracting(recipient -> recipient.address().toString())
                .containsExactly("carol@far.example", "dan@far.example");
    }

    @Test
    void anAnswerGoesWhereTheAuthorAsksForIt() {
        threads.parties = parties("carol@far.example", "dan@far.example");
        threads.newest =
                """
                From: carol@far.example
                To: amy@example.org
                Cc: dan@far.example
                Reply-To: Desk <desk@far.example>, AMY@example.org, dan@far.example
                Message-ID: <3@far.example>

                """;
        assertThat(answer())
                .contains("To: Desk <desk@far.example>, dan@far.example\r\n")
                .doesNotContain("carol@")
                .doesNotContain("Cc:");
    }

    @Test
    void aListThatAsksForAnswersKeepsNobodyFromTheAuthor() {
        threads.parties = parties("carol@far.example", "walkers@far.example");
        threads.newest =
                """
                From: carol@far.example
                To: walkers@far.example
                Reply-To: walkers@far.example
                List-Post: <mailto:Walkers@far.example?subject=x>
                Message-ID: <3@far.example>

                """;
        assertThat(answer()).contains("To: walkers@far.example, carol@far.example\r\n");
        threads.newest = threads.newest.replace("<mailto:Walkers@far.example?subject=x>", "NO");
        assertThat(answer()).contains("To: walkers@far.example\r\n");
    }

    @Test
    void whatOneAskedForOneselfIsNotMeantForOneself() {
        threads.parties = parties("carol@far.example");
        threads.newest =
                """
                From: amy@example.org
                To: carol@far.example
                Reply-To: home@far.example
                Message-ID: <3@far.example>

                """;
        assertThat(answer()).contains("To: carol@far.example\r\n");
        threads.newest = threads.newest.replace("amy@example.org\nTo", "carol@far.example\nX");
        threads.newest = threads.newest.replace("home@far.example", "amy@example.org, nonsense <");
        assertThat(answer()).contains("To: carol@far.example\r\n");
    }

    private String answer() {
        assertThat(mail.send(AMY_HERSELF, request("T9", List.of(), SendMode.AUTO)))
                .isInstanceOf(Conversations.Sent.class);
        return text(stored.getLast());
    }

    @Test
    void aFileGoesWithTheMailUnderASafeName() throws Exception {
        files.bytes = "%PDF".getBytes(StandardCharsets.US_ASCII);
        String name = "../../Bu\r\nBcc: eve@x.example\r\nc\u202eh €.pdf";
        assertThat(sendFiles(new SentBlob(OneFile.BLOB, name, "text/html\r\nX-Evil: 1")))
                .isInstanceOf(Conversations.Sent.class);
        ScannedMessage scanned =
                MessageScanner.scan(Content.of(texts.getFirst().getBytes(StandardCharsets.UTF_8)));
        assertThat(scanned.headers().bcc()).isEmpty();
        assertThat(scanned.attachments()).hasSize(1);
        assertThat(scanned.attachments().getFirst().name())
                .endsWith("€.pdf")
                .doesNotContain("/", "\n", "\u202e");
        assertThat(scanned.attachments().getFirst().type()).isEqualTo("application/octet-stream");
        assertThat(texts.getFirst())
                .doesNotContain("\nX-Evil", "\nBcc")
                .contains("filename*=")
                .contains("JVBERg==");
        assertThat(files.removed).containsExactly(OneFile.ID);
    }

    @Test
    void whatIsNotHereIsNotSentButAnAnswerIsGivenAgain() {
        SentBlob blob = new SentBlob(OneFile.BLOB, "a", null);
        assertThat(sendFiles(blob))
                .isInstanceOfSatisfying(
                        Conversations.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(stored).isEmpty();
        threads.sentBefore = CLIENT_ID;
        assertThat(sendFiles(blob)).isEqualTo(new Conversations.Sent("M20", "T30", 40));
        assertThat(stored).isEmpty();
    }

    @Test
    void aMailThatIsTooLargeWithItsFilesIsNotSentAndTheyStay() {
        files.bytes = new byte[24 * 1024];
        SentBlob blob = new SentBlob(OneFile.BLOB, "a", null);
        assertThat(sendFiles(blob, blob))
                .isInstanceOfSatisfying(
                        Conversations.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.TOO_LARGE));
        assertThat(stored).isEmpty();
        assertThat(files.removed).isEmpty();
    }

    private Conversations.SendOutcome sendFiles(SentBlob... blobs) {
        return mail.send(
                AMY_HERSELF,
                new Conversations.SendRequest(
                        CLIENT_ID,
                        null,
                        List.of("bob@example.org"),
                        null,
                        "",
                        List.of(blobs),
                        SendMode.AUTO));
    }

    private static List<Party> parties(String... addresses) {
        return Stream.of(addresses).map(text -> Party.of(Address.parse(text))).toList();
    }

    private void send(String... to) {
        assertThat(outcome(SendMode.AUTO, to)).isInstanceOf(Conversations.Sent.class);
    }

    private Conversations.SendOutcome outcome(SendMode mode, String... to) {
        return mail.send(AMY_HERSELF, request(null, List.of(to), mode));
    }

    private static Conversations.SendRequest request(
            @Nullable String thread, List<String> to, SendMode mode) {
        return new Conversations.SendRequest(
                UUID.randomUUID(), thread, to, null, "Hi", List.of(), mode);
    }

    private String text(NewMessage message) {
        return texts.get(stored.indexOf(message));
    }

    private static String text(Content content) {
        try {
            return new String(content.bytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> parties(int copy) {
        return stored.getFirst().copies().get(copy).parties().stream()
                .map(party -> party.address().toString())
                .toList();
    }

    private static final class TaggedAddresses implements Delivery {
        @Override
        public Route route(Address recipient, Route.Asker asker, long octets) {
            if (recipient.domain().equals("far.example")) {
                assertThat(asker).isEqualTo(Route.Asker.MEMBER);
                return new Route.Remote(recipient, recipient);
            }
            Address untagged = recipient.withoutTag('+');
            return new Route.Local(recipient, untagged.equals(AMY.address()) ? AMY : BOB);
        }

        @Override
        public Outcome deliver(Envelope envelope, Content content) {
            throw new UnsupportedOperationException();
        }
    }

    /** Amy has uploaded it, unless it has no bytes. */
    private static final class OneFile implements Uploads {
        static final String BLOB = "sha256:" + "0f".repeat(32);
        static final UUID ID = UUID.randomUUID();
        byte @Nullable [] bytes;
        final List<UUID> removed = new ArrayList<>();

        @Override
        public Optional<Upload> whole(long accountId, byte[] sha256) {
            byte[] there = bytes;
            assertThat(accountId).isEqualTo(1);
            assertThat(sha256).hasSize(32).containsOnly(15);
            return there == null
                    ? Optional.empty()
                    : Optional.of(new Upload(ID, there.length, there.length, Instant.MAX, sha256));
        }

        @Override
        public Content content(long accountId, Upload upload) {
            return Content.of(Objects.requireNonNull(bytes));
        }

        @Override
        public void remove(long accountId, List<UUID> ids) {
            removed.addAll(ids);
        }

        @Override
        public Optional<Upload> begin(long accountId, long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Upload> find(long accountId, UUID id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Upload> append(long accountId, UUID id, long offset, byte[] piece) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class OneThread implements ThreadStore {
        List<Party> parties = List.of();
        String newest = "";
        @Nullable UUID sentBefore;

        @Override
        public Optional<ThreadMessage> message(long accountId, long messageId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<SentMessage> sent(long accountId, UUID clientId) {
            return clientId.equals(sentBefore)
                    ? Optional.of(new SentMessage(20, 30, 40))
                    : Optional.empty();
        }

        @Override
        public ThreadPage threads(long accountId, @Nullable String cursor, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ThreadSummary> thread(long accountId, long threadId) {
            return Optional.of(
                    new ThreadSummary(threadId, parties, "Lunch", Instant.EPOCH, 1, "Hi", true, 0));
        }

        @Override
        public Optional<HeaderFacts> newestHeader(long accountId, long threadId) {
            byte[] header = newest.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            try {
                return Optional.of(MessageScanner.scan(Content.of(header)).headers());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public HistoryPage history(
                long accountId, long threadId, @Nullable String before, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ThreadMessage> search(long accountId, String text, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Long> read(long accountId, long threadId, long upToMessageId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long unread(long accountId, long threadId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Counterpart> counterparts(long accountId, long threadId) {
            throw new UnsupportedOperationException();
        }
    }
}
