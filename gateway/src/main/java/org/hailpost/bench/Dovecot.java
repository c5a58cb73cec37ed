package org.hailpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Dovecot with mailboxes in sdbox, the fastest of its formats, and its own settings else; any user
 * may log in with {@link GatewayProcess#PASSWORD}.
 */
final class Dovecot implements Peer {
    static final String NAME = "dovecot";
    private static final Path PROGRAM = Path.of("/usr/sbin/dovecot");

    private final InetSocketAddress imap = Ports.loopback(Ports.free());
    private final InetSocketAddress lmtp = Ports.loopback(Ports.free());
    private final Path directory;
    private final Daemon daemon;

    /**
     * Starts it.
     *
     * @param directory for everything it writes; others must be able to pass through it
     */
    Dovecot(Path directory) throws IOException {
        Daemon.check(PROGRAM, "dovecot-imapd dovecot-lmtpd");
        this.directory = directory;
        Path configuration = directory.resolve("dovecot.conf");
        Path log = directory.resolve("log");
        Files.writeString(configuration, settings());
        Path mail = Files.createDirectory(directory.resolve("mail"));
        Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
        Process master =
                new ProcessBuilder(PROGRAM.toString(), "-F", "-c", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        daemon = Daemon.await(master.toHandle(), lmtp, log);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** IMAP. */
    @Override
    public InetSocketAddress address() {
        return imap;
    }

    /** Where it takes mail for its mailboxes. */
    InetSocketAddress lmtp() {
        return lmtp;
    }

    List<ProcessHandle> processes() {
        return daemon.processes();
    }

    private String settings() {
        return """
        base_dir = %1$s/run
        state_dir = %1$s/state
        log_path = %1$s/log
        listen = 127.0.0.1
        protocols = imap lmtp
        ssl = no
        disable_plaintext_auth = no
        mail_location = sdbox:%1$s/mail/%%u
        mail_max_userip_connections = 1000
        # The user mail of Debian has a number below 500.
        first_valid_uid = 1
        passdb {
          driver = static
          args = password=%2$s
        }
        userdb {
          driver = static
          args = uid=mail gid=mail home=%1$s/mail/%%u allow_all_users=yes
        }
        service imap-login {
          inet_listener imap {
            port = %3$d
          }
          inet_listener imaps {
            port = 0
          }
        }
        service lmtp {
          inet_listener lmtp {
            address = 127.0.0.1
            port = %4$d
          }
        }
        """
                .formatted(directory, GatewayProcess.PASSWORD, imap.getPort(), lmtp.getPort());
    }

    @Override
    public void close() {
        daemon.stop();
    }
}
