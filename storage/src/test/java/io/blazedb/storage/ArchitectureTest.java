/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
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

/** Arrows between the packages of the store point down only, and each outside thing has one door. */
class ArchitectureTest {
    private static final String ROOT = "io.blazedb.storage";
    private static final String FIXTURE = "io.blazedb.storage.fixture";

    /** Package to the packages that it may import; "error" is open to all. */
    private static final Map<String, String[]> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("bytes", new String[] {});
        ARROWS.put("file", new String[] {});
        ARROWS.put("change", new String[] {"bytes"});
        ARROWS.put("keys", new String[] {"bytes"});
        ARROWS.put("column", new String[] {"bytes"});
        ARROWS.put("page", new String[] {"bytes", "column"});
        ARROWS.put("overlay", new String[] {"bytes"});
        ARROWS.put("process", new String[] {"file"});
        ARROWS.put("crypto", new String[] {"bytes", "keys", "page"});
        ARROWS.put("pager", new String[] {"bytes", "crypto", "file", "page"});
        ARROWS.put("space", new String[] {"bytes", "crypto", "file", "page", "pager"});
        ARROWS.put("btree", new String[] {"bytes", "column", "page", "pager", "space"});
        ARROWS.put("log", new String[] {"bytes", "crypto", "file", "keys", "page", "pager"});
        ARROWS.put("spill", new String[] {"bytes", "page", "pager", "overlay", "btree", "log"});
        ARROWS.put("check", new String[] {"bytes", "page", "pager", "space", "btree", "log"});
        ARROWS.put("checkpoint", new String[] {
            "bytes", "file", "keys", "page", "overlay", "process", "crypto", "pager", "space", "btree", "log", "spill"
        });
        ARROWS.put("tx", new String[] {
            "bytes",
            "column",
            "file",
            "change",
            "keys",
            "page",
            "overlay",
            "process",
            "crypto",
            "pager",
            "space",
            "btree",
            "log",
            "spill",
            "check",
            "checkpoint"
        });
        ARROWS.put("care", new String[] {
            "bytes",
            "file",
            "keys",
            "page",
            "overlay",
            "crypto",
            "pager",
            "space",
            "btree",
            "log",
            "spill",
            "check",
            "checkpoint",
            "tx"
        });
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
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(production);
    }

    @Test
    void filesAndChannelsHaveTwoDoors() {
        noClasses()
                .that(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(ROOT + ".file").or(resideInAPackage(ROOT + ".process")))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.nio.channels..")
                .check(production);
    }

    @Test
    void cryptographyHasTwoDoors() {
        noClasses()
                .that(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(ROOT + ".crypto").or(resideInAPackage(ROOT + ".keys")))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.crypto..", "java.security..", "org.bouncycastle..")
                .check(production);
    }

    @Test
    void theRuleFiresOnAPlantedViolation() {
        JavaClasses fixture = new ClassFileImporter().importPackages(FIXTURE);
        assertThat(layers(FIXTURE).evaluate(fixture).hasViolation()).isTrue();
    }
}
