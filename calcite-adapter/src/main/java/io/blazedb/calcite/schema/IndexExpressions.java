/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.schema;

import io.blazedb.calcite.catalog.IndexDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexNode;

/**
 * What the indexes of a table compute, as expressions over its rows. Each has a number beyond those of the columns, by which conditions
 * and orders name it as if it were a column.
 *
 * <p>Filled by one thread, then not changed any more.
 */
public final class IndexExpressions {
    /** The number of the first expression; no table has as many columns. */
    public static final int FIRST = 1 << 16;

    private final List<RexNode> expressions = new ArrayList<>();
    private final Map<String, List<Integer>> keys = new HashMap<>();
    private final Map<String, RexNode> predicates = new HashMap<>();

    /** Whether a number among those of columns stands for an expression. */
    public static boolean isExpression(int column) {
        return column >= FIRST && column < FIRST << 1;
    }

    /** Adds the next expression of an index. */
    public void add(String index, RexNode expression) {
        int at = expressions.indexOf(expression);
        if (at < 0) {
            at = expressions.size();
            expressions.add(expression);
        }
        keys.computeIfAbsent(index, name -> new ArrayList<>()).add(FIRST + at);
    }

    /** Sets the predicate of an index. */
    public void predicate(String index, RexNode condition) {
        predicates.put(index, condition);
    }

    /** The condition of the rows that an index has entries of; null for all rows. */
    public @org.checkerframework.checker.nullness.qual.Nullable RexNode predicate(IndexDefinition index) {
        return predicates.get(index.name());
    }

    /** The number of an expression, or -1 if no index has it. */
    public int numberOf(RexNode expression) {
        int at = expressions.indexOf(expression);
        return at < 0 ? -1 : FIRST + at;
    }

    /** What an index has entries by: numbers of columns and expressions. */
    public List<Integer> keyOf(IndexDefinition index) {
        List<Integer> key = new ArrayList<>(index.columns().size());
        Iterator<Integer> computed = keys.getOrDefault(index.name(), List.of()).iterator();
        for (IndexDefinition.Column column : index.columns()) {
            key.add(column.expression() == null ? column.column() : computed.next());
        }
        return key;
    }
}
