package org.hailpost.live;

import java.io.IOException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hailpost.account.Account;
import org.hailpost.bridge.session.Principal;
import org.hailpost.mailbox.Flags;
import org.hailpost.mailbox.NewMessage.Copy;
import org.hailpost.mailbox.NewMessage.Target;
import org.hailpost.mailbox.NewMessage.Trust;
import org.hailpost.mailbox.Role;
import org.hailpost.message.Address;
import org.hailpost.message.Content;
import org.hailpost.message.DeliveryReport;
import org.hailpost.message.EightBit;
import org.hailpost.message.Party;
import org.hailpost.message.ScannedMessage;
import org.hailpost.message.TraceHeader;
import org.hailpost.outbound.DkimSigner;
import org.hailpost.outbound.MailboxServer;
import org.hailpost.outbound.Outgoing;
import org.hailpost.outbound.OutgoingEnvelope;
import org.hailpost.outbound.OutgoingEnvelope.Returned;
import org.hailpost.outbound.Recipient;

/** Where a mail of a terminal goes: to mailboxes here, and into the outbound queue. */
final class Despatch {
    private final DkimSigner signer;
    private final InstantSource clock;

    Despatch(DkimSigner signer, InstantSource clock) {
        this.signer = signer;
        this.clock = clock;
    }

    /** The sender's own first: states of the others go there. One an account, as by SMTP. */
    List<Copy> copies(Principal principal, Addressees addressees) {
        Address from = Address.parse(principal.address());
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        byte[] trace = TraceHeader.returnPath(from);
        List<Copy> copies = new ArrayList<>();
        copies.add(
                new Copy(
                        principal.accountId(),
                        new Target.ByRole(Role.SENT),
                        trace,
                        Flags.SEEN,
                        List.of(),
                        now,
                        false,
                        addressees.others(principal.accountId()),
                        Trust.LOCAL,
                        -1));
        for (Account recipient : addressees.accounts()) {
            long account = recipient.id();
            List<Party> parties = new ArrayList<>();
            if (account != principal.accountId()) {
                parties.add(new Party(from, principal.displayName()));
            }
            parties.addAll(addressees.others(account));
            copies.add(
                    new Copy(
                            account,
                            new Target.ByRole(
                                    recipient.mailbox().isPresent() ? Role.LIVE : Role.INBOX),
                            trace,
                            0,
                            List.of(),
                            now,
                            true,
                            parties,
                            Trust.LOCAL,
                            0));
        }
        return copies;
    }

    /** What becomes of it is told at the copy in Sent. */
    List<Outgoing> outgoing(
            Principal principal, Addressees addressees, Content content, ScannedMessage scanned)
            throws IOException {
        List<Outgoing> outgoing = new ArrayList<>();
        List<Address> outside = addressees.outside();
        if (!outside.isEmpty()) {
            outgoing.add(outgoing(principal, outside, Optional.empty(), content, scanned));
        }
        for (Map.Entry<MailboxServer, List<Address>> each : addressees.servers().entrySet()) {
            outgoing.add(
                    outgoing(
                            principal,
                            each.getValue(),
                            Optional.of(each.getKey()),
                            content,
                            scanned));
        }
        return outgoing;
    }

    private Outgoing outgoing(
            Principal principal,
            List<Address> targets,
            Optional<MailboxServer> server,
            Content content,
            ScannedMessage scanned)
            throws IOException {
        Address from = Address.parse(principal.address());
        EightBit eightBit = EightBit.of(content, scanned.headerSize());
        return new Outgoing(
                principal.accountId(),
                new OutgoingEnvelope(
                        Optional.of(from),
                        eightBit.header() || eightBit.body(),
                        eightBit.header()
                                || from.needsUtf8()
                                || targets.stream().anyMatch(Address::needsUtf8),
                        false,
                        Returned.UNSAID,
                        DeliveryReport.envelopeId(scanned.headers().messageId())),
                targets.stream().map(Recipient::of).toList(),
                server,
                signer.sign(content, scanned.headerSize(), from),
                clock.instant(),
                0);
    }
}
