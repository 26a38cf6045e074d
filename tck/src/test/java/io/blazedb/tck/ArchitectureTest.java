/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The suite knows drivers by java.sql alone. */
class ArchitectureTest {

    @Test
    void dependsOnJavaAndJunitOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.sql..",
                        "org.junit..",
                        "org.opentest4j..",
                        "org.jspecify..",
                        "io.blazedb.tck..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.blazedb.tck"));
    }
}
