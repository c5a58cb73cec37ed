package org.hailpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.concurrent.TimeUnit;

/**
 * Postfix with its own settings, but that it may have a process for each session of the load. It
 * queues a mail, fsync included, before it says 250; what becomes of it then is the transport's.
 */
final class Postfix implements Peer {
    static final String NAME = "postfix";

    /** Whatever is queued is thrown away: to queue is all that is measured. */
    static final String DISCARD = "discard:";

    private static final Path PROGRAM = Path.of("/usr/sbin/postfix");
    private static final String OWNER = "postfix";
    private static final int PROCESSES = 1_100;

    /** What is not as Debian has it, and matters. */
    static final String SETTINGS =
            "default_process_limit=%d, smtpd_client_connection_count_limit=0, no chroot"
                    .formatted(PROCESSES);

    private static final int START_SECONDS = 30;

    private final String name;
    private final InetSocketAddress smtp = Ports.loopback(Ports.free());
    private final Daemon daemon;

    private Postfix(String name, Path directory, String domain, String transport)
            throws IOException, InterruptedException {
        Daemon.check(PROGRAM, "postfix");
        this.name = name;
        Path log = directory.resolve("log");
        Files.createDirectory(directory.resolve("queue"));
        Path data = Files.createDirectory(directory.resolve("data"));
        UserPrincipalLookupService users =
                directory.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(data, users.lookupPrincipalByName(OWNER));
        Files.writeString(directory.resolve("main.cf"), main(directory, domain, transport));
        Files.writeString(directory.resolve("master.cf"), services());
        Process starter =
                new ProcessBuilder(PROGRAM.toString(), "-c", directory.toString(), "start")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        if (!starter.waitFor(START_SECONDS, TimeUnit.SECONDS) || starter.exitValue() != 0) {
            throw new PeerUnavailableException("Postfix: " + Files.readString(log));
        }
        long pid =
                Long.parseLong(Files.readString(directory.resolve("queue/pid/master.pid")).strip());
        daemon = Daemon.await(ProcessHandle.of(pid).orElseThrow(), smtp, log);
    }

    /**
     * Starts one that queues mail for a domain, and then throws it away.
     *
     * @param directory for everything it writes; others must be able to pass through it
     */
    static Postfix queueing(Path directory, String domain)
            throws IOException, InterruptedException {
        return new Postfix(NAME, directory, domain, DISCARD);
    }

    /** Starts one that hands over mail for a domain by LMTP. */
    static Postfix before(Dovecot dovecot, Path directory, String domain)
            throws IOException, InterruptedException {
        return new Postfix(
                NAME + "+" + dovecot.name(),
                directory,
                domain,
                "lmtp:inet:127.0.0.1:" + dovecot.lmtp().getPort());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public InetSocketAddress address() {
        return smtp;
    }

    private static String main(Path directory, String domain, String transport) {
        return """
        compatibility_level = 3.6
        queue_directory = %1$s/queue
        data_directory = %1$s/data
        maillog_file_prefixes = %1$s
        maillog_file = %1$s/log
        myhostname = %2$s
        mydestination =
        virtual_mailbox_domains = %2$s
        virtual_transport = %3$s
        alias_maps =
        mynetworks = 127.0.0.0/8
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        default_process_limit = %4$d
        smtpd_client_connection_count_limit = 0
        """
                .formatted(directory, domain, transport, PROCESSES);
    }

    /** As Debian has them, without a chroot, which would need files of its own. */
    private String services() {
        return """
        127.0.0.1:%d inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        lmtp unix - - n - - lmtp
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd
        """
                .formatted(smtp.getPort());
    }

    @Override
    public void close() {
        daemon.stop();
    }
}
