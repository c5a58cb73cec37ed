package org.hailpost.smtp;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hailpost.account.Login;
import org.hailpost.tls.TlsContexts;
import org.hailpost.tls.TlsSettings;

/** A listener on loopback over fakes. */
final class TestListener implements AutoCloseable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static final SmtpSettings DEFAULTS =
            new SmtpSettings(
                    "127.0.0.1",
                    0,
                    false,
                    "mx.here.example",
                    SmtpSettings.BareLineEndings.REFUSE,
                    List.of(),
                    false,
                    SmtpLimits.DEFAULTS);

    final FakeDelivery delivery = new FakeDelivery();
    final FakeDirectory directory = new FakeDirectory();
    final FakeLogin login = new FakeLogin();
    final Path files;
    final Path spool;
    final SmtpServer server;

    private TestListener(boolean submission, Map<String, Object> changes) throws Exception {
        this(submission, changes, Optional.empty());
    }

    private TestListener(boolean submission, Map<String, Object> changes, Optional<Login> members)
            throws Exception {
        files = Files.createTempDirectory("smtp-test");
        spool = files.resolve("spool");
        Map<String, Object> all = new HashMap<>(changes);
        all.putIfAbsent("maxConnectionsPerAddress", 1000);
        TlsContexts tls =
                new TlsContexts(
                        TlsSettings.SELF_SIGNED, files, "mx.here.example", Clock.systemUTC());
        server =
                new SmtpServer(
                        settings(all),
                        delivery,
                        submission ? Optional.of(members.orElse(login)) : Optional.empty(),
                        directory,
                        tls,
                        Clock.systemUTC(),
                        spool);
        server.start();
    }

    static TestListener mx() throws Exception {
        return new TestListener(false, Map.of());
    }

    /** With some settings by name other than the default. */
    static TestListener mx(Map<String, Object> changes) throws Exception {
        return new TestListener(false, changes);
    }

    static TestListener submission(Map<String, Object> changes) throws Exception {
        return new TestListener(true, changes);
    }

    /** Where others than {@link FakeLogin} says log in. */
    static TestListener submission(Map<String, Object> changes, Login members) throws Exception {
        return new TestListener(true, changes, Optional.of(members));
    }

    static SmtpSettings settings(Map<String, Object> changes) throws Exception {
        Map<String, Object> all = new HashMap<>(changes);
        all.put("limits", changed(DEFAULTS.limits(), changes));
        return changed(DEFAULTS, all);
    }

    private static <T extends Record> T changed(T defaults, Map<String, Object> changes)
            throws Exception {
        @SuppressWarnings("unchecked") // it is the class of a T
        Class<T> type = (Class<T>) defaults.getClass();
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object fallback = components[i].getAccessor().invoke(defaults);
            values[i] = changes.getOrDefault(components[i].getName(), fallback);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    SmtpClient client() throws IOException {
        return new SmtpClient(server.port());
    }

    /** A client that has read the greeting and said EHLO. */
    SmtpClient greeted() throws IOException {
        SmtpClient client = client();
        client.expect("220 mx.here.example ESMTP Hailpost");
        client.send("EHLO client.example").expect("250");
        return client;
    }

    /** A client that is alice. */
    SmtpClient loggedIn() throws IOException {
        return greeted().logIn();
    }

    /** A client that may send DATA. */
    SmtpClient withRecipient() throws IOException {
        SmtpClient client = greeted();
        client.send("MAIL FROM:<sender@far.example>").expect("250 2.1.0");
        client.send("RCPT TO:<alice@here.example>").expect("250 2.1.5");
        return client;
    }

    /** A client that may send content. */
    SmtpClient inData() throws IOException {
        SmtpClient client = withRecipient();
        client.send("DATA").expect("354");
        return client;
    }

    /** The spool's files, which have no names but the descriptors of this process. */
    List<Path> spooled() throws IOException {
        List<Path> open = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                try {
                    if (Files.readSymbolicLink(descriptor).startsWith(spool)) {
                        open.add(descriptor);
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        server.stop(Duration.ZERO);
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
