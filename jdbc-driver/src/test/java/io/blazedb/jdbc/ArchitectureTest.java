/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.ConstructorCallTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Arrows between the packages of the driver point down only. */
class ArchitectureTest {
    private static final String ROOT = "io.blazedb.jdbc";

    /** Package to the packages that it may import. */
    private static final Map<String, String[]> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("error", new String[] {});
        ARROWS.put("url", new String[] {"error"});
        ARROWS.put("convert", new String[] {"error"});
        ARROWS.put("escape", new String[] {"error"});
        ARROWS.put("metadata", new String[] {"convert", "error"});
    }

    private static JavaClasses production = new ClassFileImporter().importClasses();

    @BeforeAll
    static void importClasses() {
        // The names of outside classes are enough.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT, "io.blazedb.client", "io.blazedb.cli");
    }

    private static ArchRule layers(String root) {
        Architectures.LayeredArchitecture architecture = Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("driver")
                .definedBy(root)
                .layer("client")
                .definedBy("io.blazedb.client")
                .layer("cli")
                .definedBy("io.blazedb.cli..");
        for (String name : ARROWS.keySet()) {
            architecture = architecture.layer(name).definedBy(root + "." + name);
        }
        for (Map.Entry<String, String[]> arrow : ARROWS.entrySet()) {
            architecture = arrow.getValue().length == 0
                    ? architecture.whereLayer(arrow.getKey()).mayNotAccessAnyLayer()
                    : architecture.whereLayer(arrow.getKey()).mayOnlyAccessLayers(arrow.getValue());
        }
        return architecture
                .whereLayer("driver")
                .mayOnlyAccessLayers("error", "url", "convert", "escape", "metadata")
                .whereLayer("client")
                .mayOnlyAccessLayers("url", "convert", "escape")
                .whereLayer("cli")
                .mayOnlyAccessLayers("driver", "client", "url")
                .ensureAllClassesAreContainedInArchitecture();
    }

    @Test
    void arrowsPointDown() {
        layers(ROOT).check(production);
    }

    @Test
    void calciteStaysBehindTheFacade() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.calcite..", "io.blazedb.calcite.plan..", "io.blazedb.calcite.exec..")
                .check(production);
    }

    @Test
    void sqlExceptionsAreMadeInOnePlace() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT, ROOT + ".url", ROOT + ".convert", ROOT + ".escape", ROOT + ".metadata")
                .should()
                .callConstructorWhere(new DescribedPredicate<JavaConstructorCall>("it makes an SQLException") {
                    @Override
                    public boolean test(JavaConstructorCall call) {
                        ConstructorCallTarget target = call.getTarget();
                        return target.getOwner().isAssignableTo(java.sql.SQLException.class);
                    }
                })
                .check(production);
    }

    @Test
    void theRuleFiresOnAPlantedViolation() {
        JavaClasses fixture = new ClassFileImporter().importPackages(ROOT + ".fixture");
        assertThat(layers(ROOT + ".fixture").evaluate(fixture).hasViolation()).isTrue();
    }
}
