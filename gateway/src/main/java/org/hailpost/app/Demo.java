package org.hailpost.app;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hailpost.account.Registry;
import org.hailpost.account.StoredPassword;
import org.hailpost.message.Address;

/** A whole gateway on loopback, with accounts to log in to and a world outside to write to. */
final class Demo implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    static final String DOMAIN = "demo.localhost";
    static final String PASSWORD = "demo";
    static final List<String> NAMES = List.of("alice", "bob");

    private final OutsideWorld outside;
    private final Gateway gateway;
    private final Path facts;

    private Demo(OutsideWorld outside, Gateway gateway, Path facts) {
        this.outside = outside;
        this.gateway = gateway;
        this.facts = facts;
    }

    /** Ready when it returns; {@code demo.json} is there then. */
    static Demo start(Path data, DemoPorts ports) throws Exception {
        Path facts = data.resolve("demo.json");
        Files.deleteIfExists(facts); // of a demo that was killed
        ports.requireFree(InetAddress.ofLiteral(HOST));
        var outside =
                new OutsideWorld(HOST, ports.outsideSmtp(), ports.outsideImap(), ports.smtp());
        Gateway gateway = Gateway.start(Settings.demo(data, ports), Demo::enrol);
        try {
            outside.start();
            DemoFacts.of(HOST, ports, logins()).write(facts);
            return new Demo(outside, gateway, facts);
        } catch (IOException | RuntimeException e) {
            outside.close();
            gateway.close();
            throw e;
        }
    }

    /** Before anybody can connect. A second start finds everything there. */
    private static void enrol(Registry registry) {
        if (registry.domains().stream().noneMatch(domain -> domain.name().equals(DOMAIN))) {
            registry.addDomain(DOMAIN);
        }
        Set<String> known =
                registry.accounts().stream()
                        .map(account -> account.address().toString())
                        .collect(Collectors.toSet());
        for (String name : NAMES) {
            if (!known.contains(address(name))) {
                String shown = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
                var stored = StoredPassword.of(PASSWORD, new SecureRandom());
                registry.addAccount(Address.parse(address(name)), shown, stored);
            }
        }
    }

    private static String address(String name) {
        return name + "@" + DOMAIN;
    }

    private static List<DemoFacts.Login> logins() {
        return NAMES.stream().map(name -> new DemoFacts.Login(address(name), PASSWORD)).toList();
    }

    /** Waits for the gateway alone: GreenMail takes seconds, and the process ends anyway. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(facts);
        Thread.ofPlatform().daemon().name("stop-outside").start(outside::close);
        gateway.close();
    }
}
