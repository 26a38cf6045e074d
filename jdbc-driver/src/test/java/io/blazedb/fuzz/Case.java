/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;

/** Statements that make tables with rows, one row each, and indexes that only some databases get. */
record Case(List<String> statements, List<String> indexes) {
    String script() {
        List<String> all = new ArrayList<>(statements);
        all.addAll(indexes);
        return String.join(";\n", all) + ";\n";
    }
}
