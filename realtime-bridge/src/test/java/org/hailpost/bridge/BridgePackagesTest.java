package org.hailpost.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The module's architecture: who may use whom. A package that is not in the table fails the build.
 */
class BridgePackagesTest {
    private static final String ROOT = "org.hailpost.bridge";

    private static final Map<String, Set<String>> MAY_USE =
            Map.of(
                    "frame", Set.of(),
                    "address", Set.of("frame"),
                    "session", Set.of("frame", "address"),
                    "call", Set.of("frame", "session"),
                    "socket", Set.of("frame", "address", "session", "call"),
                    "client", Set.of("frame"),
                    "terminal", Set.of("frame", "client"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.hailpost");

    @Test
    void everyPackageIsInTheTable() {
        Set<String> found = new TreeSet<>();
        CLASSES.forEach(type -> found.add(name(type)));
        assertThat(MAY_USE.keySet()).containsAll(found);
    }

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        Set<String> breaches = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            for (Dependency use : type.getDirectDependenciesFromSelf()) {
                JavaClass target = use.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith("org.hailpost")
                        && !name(target).equals(name(type))
                        && !MAY_USE.getOrDefault(name(type), Set.of()).contains(name(target))) {
                    breaches.add(use.getDescription());
                }
            }
        }
        assertThat(breaches).isEmpty();
    }

    @Test
    void nettyStaysInTheSocket() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".socket")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void nothingHereKnowsSqlOrMail() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "jakarta.mail..")
                .check(CLASSES);
    }

    private static String name(JavaClass type) {
        String full = type.getPackageName();
        return full.startsWith(ROOT + ".") ? full.substring(ROOT.length() + 1) : full;
    }
}
