package org.hailpost.app;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.hailpost.message.ReportComposer;
import org.hailpost.outbound.Carrier;
import org.hailpost.outbound.HourlyBudget;
import org.hailpost.outbound.OutboundSettings;
import org.hailpost.outbound.QueueEntrance;
import org.hailpost.outbound.QueueRunner;
import org.hailpost.outbound.Reports;
import org.hailpost.outbound.Srs;
import org.hailpost.relay.SmtpCarrier;
import org.hailpost.store.PostgresQueue;

/** The outbound queue at work. */
final class OutboundParts {
    private OutboundParts() {}

    static Reports reports(
            Settings settings, StoreParts store, Srs srs, Clock clock, SecureRandom random) {
        return new Reports(
                store.directory(),
                srs,
                new HourlyBudget(settings.delivery().reportsPerHour(), clock),
                new ReportComposer(clock, random),
                settings.gateway().announced(),
                settings.outbound().settings());
    }

    static void open(
            Settings settings,
            StoreParts store,
            Reports reports,
            QueueEntrance entrance,
            Clock clock,
            SecureRandom random,
            Shutdown shutdown)
            throws NoSuchAlgorithmException {
        String hostname = settings.gateway().announced();
        Carrier carrier =
                shutdown.add(
                        "carrier",
                        new SmtpCarrier(
                                settings.relay(),
                                hostname,
                                SSLContext.getDefault(),
                                random,
                                clock));
        OutboundSettings outbound = settings.outbound().settings();
        var queue =
                new PostgresQueue(
                        store.database(),
                        store.intake(),
                        store.feed(),
                        settings.gateway().nodeName());
        shutdown.add("queue", new QueueRunner(queue, entrance, carrier, reports, outbound, clock));
    }
}
