/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import io.blazedb.cli.CommandProvider;
import java.io.PrintWriter;
import java.util.List;

/** Adds {@code demo} to the command line of a checkout. */
public final class DemoCommands implements CommandProvider {

    @Override
    public List<Object> commands(PrintWriter out, boolean interactive) {
        return List.of(new DemoCommand(out, interactive));
    }
}
