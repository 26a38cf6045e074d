/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.cli.CommandProvider;
import java.io.PrintWriter;
import java.util.List;

/** Adds {@code bench} to the command line of a checkout. */
public final class BenchCommands implements CommandProvider {

    @Override
    public List<Object> commands(PrintWriter out, boolean interactive) {
        return List.of(new BenchCommand(out));
    }
}
