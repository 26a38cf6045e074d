/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.check;

import io.blazedb.calcite.check.Finding.Problem;
import io.blazedb.calcite.check.Finding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects findings; of each object so many, so that a ruined table does not hide the others and memory stays bounded. */
final class Findings {
    private static final int OF_ONE_OBJECT_MAX = 100;
    private static final int MAX = 10_000;

    private final List<Finding> list = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();

    void error(String object, Problem problem, String detail) {
        add(Severity.ERROR, object, problem, detail);
    }

    void add(Severity severity, String object, Problem problem, String detail) {
        if (list.size() >= MAX) {
            return;
        }
        int count = counts.merge(object, 1, Integer::sum);
        if (count <= OF_ONE_OBJECT_MAX) {
            list.add(new Finding(severity, object, problem, detail));
        } else if (count == OF_ONE_OBJECT_MAX + 1) {
            list.add(
                    new Finding(severity, object, Problem.MORE, "only the first " + OF_ONE_OBJECT_MAX + " are listed"));
        }
    }

    List<Finding> list() {
        return list;
    }
}
