/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.url;

import java.io.File;
import java.nio.file.Path;
import java.util.Locale;

/** What a program that says nothing about itself is called and where it keeps its identity. */
public final class ApplicationDefaults {
    private static final String UNKNOWN = "java";

    private ApplicationDefaults() {}

    /** The running program's main class without its package, or the name of its jar without version and extension. */
    public static String appName() {
        String command = System.getProperty("sun.java.command", "").strip();
        if (command.isEmpty()) {
            return UNKNOWN;
        }
        int jarEnd = command.toLowerCase(Locale.ROOT).indexOf(".jar");
        int space = command.indexOf(' ');
        if (jarEnd > 0
                && (space < 0 || command.substring(0, jarEnd).indexOf(File.separatorChar) >= 0 || jarEnd < space)) {
            String path = command.substring(0, jarEnd);
            String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(File.separatorChar)) + 1);
            return orUnknown(name.replaceFirst("-[0-9].*$", ""));
        }
        String mainClass = space < 0 ? command : command.substring(0, space);
        int module = mainClass.indexOf('/');
        String name = mainClass.substring(module + 1);
        return orUnknown(name.substring(name.lastIndexOf('.') + 1));
    }

    /** {@code BLAZEDB_HOME}, or {@code .blazedb} in the user's home. */
    public static Path home() {
        String home = System.getenv("BLAZEDB_HOME");
        return home == null || home.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".blazedb")
                : Path.of(home);
    }

    /** A database's name towards other apps: its file's name without extension. */
    public static String databaseName(Path file) {
        Path last = file.getFileName();
        String name = last == null ? file.toString() : last.toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String orUnknown(String name) {
        return name.isBlank() ? UNKNOWN : name;
    }
}
