/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** An example shows what any program can do, so it sees no more of BlazeDB than any program does. */
final class ArchitectureTest {
    private static final JavaClasses EXAMPLES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.blazedb.examples");

    @Test
    void appsUseJdbcAndTheJavaApiOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.blazedb.examples")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.blazedb.examples.demo..",
                        "io.blazedb.cli..",
                        "io.blazedb.jdbc..",
                        "io.blazedb.storage..",
                        "io.blazedb.sync..",
                        "org.apache.calcite..")
                .check(EXAMPLES);
    }

    @Test
    void theDemoStartsProgramsAndLooksIntoNone() {
        noClasses()
                .that()
                .resideInAPackage("io.blazedb.examples.demo")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.blazedb.calcite..", "io.blazedb.client..", "io.blazedb.jdbc..", "io.blazedb.storage..")
                .check(EXAMPLES);
    }
}
