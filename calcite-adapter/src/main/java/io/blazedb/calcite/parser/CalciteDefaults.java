/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import org.apache.calcite.config.CalciteSystemProperty;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/** What Calcite reads once, when its first classes load. */
public final class CalciteDefaults {
    private CalciteDefaults() {}

    /** Makes Calcite's strings UTF-8, and keeps its logging silent in an application that has no logging. */
    public static void apply() {
        quietLogging();
        withProperty("calcite.default.charset", "UTF-8", CalciteSystemProperty.DEFAULT_CHARSET::value);
    }

    /** SLF4J complains on standard error when it is first used and the application has no provider for it. */
    public static void quietLogging() {
        ClassLoader loader = LoggerFactory.class.getClassLoader();
        String provider = "META-INF/services/" + SLF4JServiceProvider.class.getName();
        if (loader == null || loader.getResource(provider) == null) {
            withProperty("slf4j.internal.verbosity", "ERROR", LoggerFactory::getILoggerFactory);
        }
    }

    /** Runs what reads a system property for good, with a value for it unless the user has given one. */
    private static void withProperty(String name, String value, Runnable reader) {
        if (System.getProperty(name) != null) {
            reader.run();
            return;
        }
        System.setProperty(name, value);
        try {
            reader.run();
        } finally {
            System.clearProperty(name);
        }
    }
}
