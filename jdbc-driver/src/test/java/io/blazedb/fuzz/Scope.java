/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an expression may refer to.
 *
 * @param leaves columns, or keys and aggregates of groups
 * @param keys columns that together are another for each row; null if there are none
 * @param outer what the query around has that a sub-query may use
 */
record Scope(
        List<Sql> leaves,
        @Nullable List<String> keys,
        @Nullable Scope outer) {
    static final Scope EMPTY = new Scope(List.of(), List.of(), null);

    List<Sql> of(Type type) {
        List<Sql> found = new ArrayList<>();
        for (Sql leaf : leaves) {
            if (leaf.type() == type) {
                found.add(leaf);
            }
        }
        return found;
    }

    /** This scope and those around it as the surroundings of a sub-query. */
    List<Sql> outerOf(Type type) {
        List<Sql> found = new ArrayList<>();
        for (Scope scope = outer; scope != null; scope = scope.outer) {
            found.addAll(scope.of(type));
        }
        return found;
    }

    Scope and(Scope other) {
        List<Sql> all = new ArrayList<>(leaves);
        all.addAll(other.leaves);
        List<String> together = null;
        if (keys != null && other.keys != null) {
            together = new ArrayList<>(keys);
            together.addAll(other.keys);
        }
        return new Scope(all, together, outer);
    }

    Scope within(@Nullable Scope surroundings) {
        return new Scope(leaves, keys, surroundings);
    }
}
