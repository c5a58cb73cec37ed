package org.hailpost.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hailpost.message.Address;
import org.hailpost.outbound.CallAhead;
import org.hailpost.outbound.Carrier;
import org.hailpost.outbound.Destination;
import org.hailpost.outbound.Handover;
import org.hailpost.outbound.Parcel;
import org.hailpost.outbound.Recipient;

/** Servers that keep mailboxes and answer as a test says; else they take everything. */
final class FakeMailboxServers implements Carrier, CallAhead {
    static final Handover TAKEN = new Handover.Relayed("mail.example", "250 taken", false);

    /** By address. */
    final Map<String, Handover> atRcpt = new HashMap<>();

    final Map<String, Handover> atData = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final List<String> handedOver = new ArrayList<>();

    static Handover deferred(String status) {
        return new Handover.Deferred(
                new Handover.Failure("mail.example", status, "451 " + status + " not now"), false);
    }

    static Handover unreachable() {
        return new Handover.Deferred(
                new Handover.Failure("mail.example", "4.4.1", "mail.example: no answer"), true);
    }

    static Handover refused(String status) {
        return new Handover.Refused(
                new Handover.Failure("mail.example", status, "550 " + status + " never"));
    }

    @Override
    public Handover ask(Destination destination, Address recipient, Duration within) {
        asked.add(recipient.toString());
        return atRcpt.getOrDefault(recipient.toString(), TAKEN);
    }

    @Override
    public List<Handover> carry(Destination destination, Parcel parcel) {
        List<String> all =
                parcel.recipients().stream()
                        .map(Recipient::address)
                        .map(Address::toString)
                        .toList();
        handedOver.addAll(all);
        return all.stream().map(address -> atData.getOrDefault(address, TAKEN)).toList();
    }
}
