package org.hailpost.app;

import java.time.Duration;
import org.hailpost.account.Directory;
import org.hailpost.account.Registry;
import org.hailpost.account.ScramStore;
import org.hailpost.mailbox.DeliveryReports;
import org.hailpost.mailbox.EventLog;
import org.hailpost.mailbox.MailboxStore;
import org.hailpost.mailbox.ThreadStore;
import org.hailpost.mailbox.UploadLimits;
import org.hailpost.mailbox.Uploads;
import org.hailpost.outbound.Allowance;
import org.hailpost.outbound.DkimKeys;
import org.hailpost.outbound.QueueEntrance;
import org.hailpost.store.Database;
import org.hailpost.store.DatabaseSettings;
import org.hailpost.store.GroupCommit;
import org.hailpost.store.Janitor;
import org.hailpost.store.LocalChangeFeed;
import org.hailpost.store.PostgresAllowance;
import org.hailpost.store.PostgresDeliveryReports;
import org.hailpost.store.PostgresDirectory;
import org.hailpost.store.PostgresDkimKeys;
import org.hailpost.store.PostgresEventLog;
import org.hailpost.store.PostgresMailboxes;
import org.hailpost.store.PostgresMappingTable;
import org.hailpost.store.PostgresPushedCopies;
import org.hailpost.store.PostgresQuotas;
import org.hailpost.store.PostgresRegistry;
import org.hailpost.store.PostgresScramStore;
import org.hailpost.store.PostgresThreads;
import org.hailpost.store.PostgresUploads;
import org.hailpost.store.SearchIndexer;

/** Everything that rests on the database. */
record StoreParts(
        Database database,
        Registry registry,
        Directory directory,
        ScramStore verifiers,
        LocalChangeFeed feed,
        GroupCommit intake,
        MailboxStore mailboxes,
        ThreadStore threads,
        EventLog log,
        PostgresPushedCopies pushedCopies,
        DeliveryReports reports,
        PostgresMappingTable mapping,
        Allowance allowance,
        DkimKeys dkimKeys,
        Uploads uploads) {

    /** One that writes all that waits in one transaction, and one for when it is held up. */
    private static final int COMMIT_LANES = 2;

    private static final Duration CLEANING = Duration.ofMinutes(10);

    private static final Duration INDEXING = Duration.ofSeconds(10);

    static StoreParts open(
            DatabaseSettings settings,
            Duration eventRetention,
            QuotaSection quota,
            Allowance.Daily daily,
            UploadLimits uploads,
            QueueEntrance entrance,
            Shutdown shutdown) {
        Database database = shutdown.add("database", Database.open(settings));
        var quotas = new PostgresQuotas(database, quota.account(), quota.domain());
        LocalChangeFeed feed = shutdown.add("feed", new LocalChangeFeed());
        EventLog log = new PostgresEventLog(database, feed);
        shutdown.add(
                "janitor", new Janitor(database, eventRetention, uploads.expireAfter(), CLEANING));
        shutdown.add("search-indexer", new SearchIndexer(database, INDEXING));
        return new StoreParts(
                database,
                new PostgresRegistry(database),
                new PostgresDirectory(database, quotas),
                new PostgresScramStore(database),
                feed,
                shutdown.add(
                        "intake", new GroupCommit(database, feed, quotas, entrance, COMMIT_LANES)),
                new PostgresMailboxes(database, feed, quotas),
                new PostgresThreads(database, feed),
                log,
                new PostgresPushedCopies(database, feed),
                new PostgresDeliveryReports(database, log),
                new PostgresMappingTable(database),
                new PostgresAllowance(database, daily),
                new PostgresDkimKeys(database),
                new PostgresUploads(database, uploads));
    }
}
