/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code classpath}: what to put after {@code java -cp} to use the driver. */
@Command(
        name = "classpath",
        description = "Print the class path of the JDBC driver, for scripts.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  java -cp \"$(./blazedb classpath):app.jar\" com.acme.App"})
final class ClasspathCommand implements Callable<Integer> {
    /** Set by the launcher: the driver without the examples, which run on the same class path as the commands. */
    private static final String DRIVER_CLASSPATH = "blazedb.classpath";

    private final CliOutput output;

    ClasspathCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        output.out().println(System.getProperty(DRIVER_CLASSPATH, System.getProperty("java.class.path")));
        return 0;
    }
}
