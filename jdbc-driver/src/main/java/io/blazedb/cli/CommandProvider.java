/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.PrintWriter;
import java.util.List;

/** Commands that other modules on the class path add to {@code ./blazedb}; found by ServiceLoader. */
public interface CommandProvider {

    /**
     * Picocli command objects, each {@code Callable<Integer>} with its exit code.
     *
     * @param out where they print, in UTF-8
     * @param interactive whether a person watches, so that a line may be redrawn
     */
    List<Object> commands(PrintWriter out, boolean interactive);
}
