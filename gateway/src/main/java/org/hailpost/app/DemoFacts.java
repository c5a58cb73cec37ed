package org.hailpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What {@code demo.json} tells programs; it is there as long as the demo is ready. */
record DemoFacts(
        String host,
        int smtpPort,
        int submissionPort,
        int submissionsPort,
        int imapPort,
        int imapsPort,
        int httpPort,
        int outsideSmtpPort,
        int outsideImapPort,
        long pid,
        List<Login> accounts) {
    /** An account to log in to. */
    record Login(String address, String password) {}

    static DemoFacts of(String host, DemoPorts ports, List<Login> accounts) {
        return new DemoFacts(
                host,
                ports.smtp(),
                ports.submission(),
                ports.submissions(),
                ports.imap(),
                ports.imaps(),
                ports.http(),
                ports.outsideSmtp(),
                ports.outsideImap(),
                ProcessHandle.current().pid(),
                accounts);
    }

    /** In one step, so that whoever waits for the file reads all of it. */
    void write(Path file) throws IOException {
        var json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, json.writeValueAsString(this) + "\n");
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
