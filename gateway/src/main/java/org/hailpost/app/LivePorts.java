package org.hailpost.app;

import java.security.SecureRandom;
import java.time.Clock;
import org.hailpost.account.Login;
import org.hailpost.bridge.session.BridgePorts;
import org.hailpost.delivery.Delivery;
import org.hailpost.live.LiveAccounts;
import org.hailpost.live.LiveBlobs;
import org.hailpost.live.LiveChangeLog;
import org.hailpost.live.LiveConversations;
import org.hailpost.live.MailWriter;
import org.hailpost.live.MessageParts;
import org.hailpost.live.PushedMail;
import org.hailpost.live.TerminalMail;
import org.hailpost.message.Composer;
import org.hailpost.outbound.DkimSigner;

/** What the bridge asks of the gateway, over the parts of the store. */
final class LivePorts {
    private LivePorts() {}

    static BridgePorts open(
            StoreParts store,
            Login login,
            Delivery delivery,
            Settings settings,
            Clock clock,
            Shutdown shutdown) {
        PushedMail pushed =
                shutdown.add(
                        "pushed-mail",
                        new PushedMail(
                                settings.delivery().policy(),
                                store.pushedCopies(),
                                store.log(),
                                clock));
        var changeLog =
                new LiveChangeLog(
                        store.log(),
                        store.threads(),
                        store.feed(),
                        pushed,
                        store.mapping()::acknowledged);
        long maxMessageBytes = settings.smtp().limits().maxMessageBytes();
        var mail =
                new TerminalMail(
                        delivery,
                        store.intake(),
                        store.threads(),
                        new MailWriter(
                                new Composer(clock, new SecureRandom()),
                                store.uploads(),
                                settings.gateway().dataDirectory().resolve(Doors.SPOOL),
                                maxMessageBytes),
                        store.allowance(),
                        new DkimSigner(store.dkimKeys(), clock),
                        account -> !store.mapping().online(account).isEmpty(),
                        clock);
        return new BridgePorts(
                new LiveAccounts(login),
                changeLog,
                new LiveConversations(store.threads(), pushed, mail),
                new LiveBlobs(
                        store.uploads(),
                        store.threads(),
                        new MessageParts(store.mailboxes()),
                        maxMessageBytes),
                store.mapping());
    }
}
