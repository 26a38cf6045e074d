/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Arrows between the packages of sync point down only; the hub cannot open what it stores; each outside thing has few doors. */
class ArchitectureTest {
    private static final String ROOT = "io.blazedb.sync";
    private static final String FIXTURE = "io.blazedb.sync.fixture";

    /** Package to the packages that it may import; "error" is open to all. */
    private static final Map<String, String[]> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("wire", new String[] {});
        ARROWS.put("crypto.payload", new String[] {});
        ARROWS.put("identity", new String[] {"wire", "crypto.payload"});
        ARROWS.put("crypto.channel", new String[] {"wire", "identity"});
        ARROWS.put("relay", new String[] {"wire"});
        ARROWS.put("transport", new String[] {"wire", "crypto.channel"});
        ARROWS.put("subscription", new String[] {"wire"});
        ARROWS.put("session", new String[] {"wire", "identity", "subscription"});
        ARROWS.put("local", new String[] {"wire", "identity"});
        ARROWS.put("publish", new String[] {"wire", "identity", "subscription", "session", "local"});
        ARROWS.put("apply", new String[] {"wire", "subscription"});
        ARROWS.put("attach", new String[] {"wire", "identity", "subscription", "session", "local", "apply"});
        ARROWS.put("remote", new String[] {
            "wire",
            "identity",
            "subscription",
            "session",
            "crypto.payload",
            "crypto.channel",
            "relay",
            "transport",
            "publish",
            "apply",
            "attach"
        });
        ARROWS.put("hub.store", new String[] {"wire"});
        ARROWS.put("hub", new String[] {"wire", "identity", "crypto.channel", "relay", "transport", "hub.store"});
    }

    private static JavaClasses production = new ClassFileImporter().importClasses();

    @BeforeAll
    static void importClasses() {
        // The names of outside classes are enough.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
    }

    private static ArchRule layers(String root) {
        Architectures.LayeredArchitecture architecture = Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("facade")
                .definedBy(root)
                .layer("error")
                .definedBy(root + ".error");
        for (String name : ARROWS.keySet()) {
            architecture = architecture.layer(name).definedBy(root + "." + name);
        }
        architecture = architecture.whereLayer("error").mayNotAccessAnyLayer();
        for (Map.Entry<String, String[]> arrow : ARROWS.entrySet()) {
            String[] allowed = new String[arrow.getValue().length + 1];
            allowed[0] = "error";
            System.arraycopy(arrow.getValue(), 0, allowed, 1, arrow.getValue().length);
            architecture = architecture.whereLayer(arrow.getKey()).mayOnlyAccessLayers(allowed);
        }
        return architecture.ensureAllClassesAreContainedInArchitecture();
    }

    @Test
    void arrowsPointDown() {
        layers(ROOT).check(production);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(production);
    }

    @Test
    void theHubKnowsNoPayloadKeysAndNoRows() {
        noClasses()
                .that(resideInAnyPackage(ROOT + ".hub..", ROOT + ".relay"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".crypto.payload", ROOT + ".publish", "io.blazedb.calcite..")
                .check(production);
    }

    @Test
    void nettyHasOneDoor() {
        noClasses()
                .that(resideInAPackage(ROOT + "..").and(not(resideInAPackage(ROOT + ".transport"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(production);
    }

    @Test
    void ciphersHaveOneDoor() {
        noClasses()
                .that(resideInAPackage(ROOT + "..").and(not(resideInAPackage(ROOT + ".crypto.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javax.crypto..")
                .check(production);
    }

    @Test
    void stateMachinesHaveNoThreadsClocksOrSockets() {
        noClasses()
                .that(resideInAnyPackage(ROOT + ".session", ROOT + ".subscription", ROOT + ".wire"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.time..", "java.nio.channels..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .check(production);
    }

    @Test
    void theRuleFiresOnAPlantedViolation() {
        JavaClasses fixture = new ClassFileImporter().importPackages(FIXTURE);
        assertThat(layers(FIXTURE).evaluate(fixture).hasViolation()).isTrue();
    }
}
