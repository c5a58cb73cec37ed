package org.hailpost;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** Which package may use which: this table is the architecture. */
class ArchitectureTest {
    private static final String ANY = "*";

    private static final Map<String, Set<String>> MAY_USE =
            Map.ofEntries(
                    // Values and what is computed from bytes.
                    Map.entry("message", Set.of()),
                    Map.entry("config", Set.of()),
                    Map.entry("tls", Set.of()),
                    Map.entry("account", Set.of("message")),
                    // What the gateway is about; states as interfaces what it needs of a store.
                    Map.entry("outbound", Set.of("account", "message")),
                    Map.entry("mailbox", Set.of("account", "message", "outbound")),
                    Map.entry("delivery", Set.of("account", "message", "mailbox", "outbound")),
                    // The four doors and the store: they never see one another.
                    Map.entry("smtp", Set.of("account", "message", "outbound", "delivery", "tls")),
                    Map.entry("imap", Set.of("account", "message", "mailbox", "tls")),
                    Map.entry(
                            "live",
                            Set.of(
                                    "account",
                                    "message",
                                    "mailbox",
                                    "outbound",
                                    "delivery",
                                    "bridge.frame",
                                    "bridge.address",
                                    "bridge.session")),
                    // Implements what the queue states of a carrier; the queue never sees it.
                    Map.entry("relay", Set.of("message", "outbound")),
                    Map.entry("web", Set.of("account", "mailbox", "live", "bridge.socket")),
                    // The store implements the address mapping table, which the bridge states: a
                    // row of it is a row of PostgreSQL, written by whoever writes the others.
                    Map.entry(
                            "store",
                            Set.of(
                                    "account",
                                    "message",
                                    "mailbox",
                                    "outbound",
                                    "bridge.address",
                                    "bridge.frame")),
                    // Drives a gateway through its doors, from outside.
                    Map.entry("bench", Set.of("bridge.frame", "bridge.client")),
                    Map.entry("app", Set.of(ANY)));

    /** Third-party code, by the beginning of its packages, and where it may be known. */
    private static final Map<String, Set<String>> AT_HOME_IN =
            Map.ofEntries(
                    Map.entry("org.subethamail", Set.of("smtp")),
                    Map.entry("java.sql", Set.of("store")),
                    Map.entry("javax.sql", Set.of("store")),
                    Map.entry("org.postgresql", Set.of("store")),
                    Map.entry("com.zaxxer", Set.of("store")),
                    Map.entry("org.flywaydb", Set.of("store")),
                    Map.entry("org.xbill", Set.of("relay")),
                    Map.entry("io.netty", Set.of("web")),
                    Map.entry("com.ongres", Set.of("account", "tls")),
                    Map.entry("com.nimbusds", Set.of("account")),
                    Map.entry("org.bouncycastle", Set.of("account", "tls")),
                    Map.entry("jakarta.mail", Set.of("message", "app")),
                    Map.entry("com.icegreen", Set.of("app")),
                    Map.entry("org.apache.commons.cli", Set.of("app")),
                    Map.entry("ch.qos.logback", Set.of("app")));

    private static final JavaClasses GATEWAY =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                    .importPackages("org.hailpost");

    @Test
    void everyPackageHasItsRowInTheTable() {
        var packages = new TreeSet<String>();
        GATEWAY.forEach(c -> packages.add(job(c)));
        packages.removeIf(name -> name.startsWith("bridge."));
        assertThat(MAY_USE.keySet()).containsAll(packages);
    }

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        assertThat(
                        violations((from, to) ->
                                to.getPackageName().startsWith("org.hailpost")
                                        && !from.equals(job(to))
                                        && !allowed(from, job(to))))
                .isEmpty();
    }

    @Test
    void thirdPartyCodeStaysAtHome() {
        assertThat(violations(ArchitectureTest::abroad)).isEmpty();
    }

    private static boolean allowed(String from, String to) {
        Set<String> row = MAY_USE.getOrDefault(from, Set.of());
        return row.contains(ANY) || row.contains(to);
    }

    private static boolean abroad(String from, JavaClass to) {
        return AT_HOME_IN.entrySet().stream()
                .filter(home -> (to.getPackageName() + ".").startsWith(home.getKey() + "."))
                .anyMatch(home -> !home.getValue().contains(from));
    }

    private static Set<String> violations(BiPredicate<String, JavaClass> wrong) {
        var found = new TreeSet<String>();
        for (JavaClass origin : GATEWAY) {
            String from = job(origin);
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!from.startsWith("bridge.") && wrong.test(from, target)) {
                    found.add(from + ": " + origin.getSimpleName() + " -> " + target.getName());
                }
            }
        }
        return found;
    }

    /** {@code smtp} of {@code org.hailpost.smtp}; of the bridge two words, {@code bridge.frame}. */
    private static String job(JavaClass c) {
        String[] words = c.getPackageName().split("\\.", -1);
        if (words.length < 3) {
            return c.getPackageName();
        }
        return words[2].equals("bridge") && words.length > 3 ? "bridge." + words[3] : words[2];
    }
}
