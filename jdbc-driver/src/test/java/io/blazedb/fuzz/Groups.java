/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import io.blazedb.fuzz.Dialect.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random groupings, aggregates and windows. */
final class Groups {
    private static final int FRAMES_OF_ALL = 9;
    private static final int RANGES_OF_ALL = 5;

    private final Random random;
    private final Dialect dialect;
    private final Expressions expressions;

    Groups(Random random, Dialect dialect, Expressions expressions) {
        this.random = random;
        this.dialect = dialect;
        this.expressions = expressions;
    }

    Sql select(List<Type> types, Queries.From from, Sql where, int depth) {
        List<Sql> keys = keys(from.scope());
        List<Sql> leaves = new ArrayList<>();
        for (Sql key : keys) {
            leaves.add(key);
        }
        for (int i = 0; i < 2; i++) {
            leaves.add(aggregate(expressions.any(), from.scope()));
        }
        Scope grouped = new Scope(leaves, null, null);
        List<Sql> items = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Sql item = grouped.of(types.get(i)).isEmpty()
                    ? aggregate(types.get(i), from.scope())
                    : expressions.of(types.get(i), grouped, random.nextInt(2));
            items.add(Sql.other(item, " AS c" + i));
        }
        Sql having = random.nextInt(3) == 0
                ? Sql.clause(" HAVING ", expressions.condition(grouped, Math.min(depth - 1, 1)))
                : Sql.clause();
        return Sql.query("SELECT ", Queries.fixed(items), " FROM ", from.sql(), where, groupBy(keys), having);
    }

    /** Columns and expressions to group by, none for a single group. */
    private List<Sql> keys(Scope scope) {
        List<Sql> keys = new ArrayList<>();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Type type = expressions.any();
            List<Sql> columns = scope.of(type);
            if (!columns.isEmpty()) {
                Sql column = columns.get(random.nextInt(columns.size()));
                if (keys.stream().noneMatch(key -> key.text().equals(column.text()))) {
                    keys.add(column);
                }
            }
        }
        return keys;
    }

    private Sql groupBy(List<Sql> keys) {
        if (keys.isEmpty()) {
            return Sql.clause();
        }
        if (dialect.has(Feature.GROUPING_SETS) && random.nextInt(4) == 0) {
            if (random.nextBoolean()) {
                return sets(keys);
            }
            String kind = random.nextBoolean() ? " GROUP BY ROLLUP (" : " GROUP BY CUBE (";
            return Sql.other(kind, Queries.fixed(keys), ")");
        }
        return Sql.other(" GROUP BY ", Queries.fixed(keys));
    }

    /** Some sets of the keys, perhaps none of them, perhaps one twice. */
    private Sql sets(List<Sql> keys) {
        List<Sql> sets = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            List<Sql> chosen = keys.stream().filter(key -> random.nextBoolean()).toList();
            sets.add(Sql.other("(", Queries.fixed(chosen), ")"));
        }
        sets.add(Sql.other("(", Queries.fixed(keys), ")"));
        return Sql.other(" GROUP BY GROUPING SETS (", Queries.fixed(sets), ")");
    }

    Sql aggregate(Type type, Scope scope) {
        Sql filter = random.nextInt(5) == 0
                ? Sql.clause(" FILTER (WHERE ", expressions.condition(scope.within(null), 0), ")")
                : Sql.clause();
        Sql value = expressions.of(type, scope.within(null), 1);
        boolean ordered = dialect.has(Feature.ORDERED_AGGREGATES);
        return switch (type) {
            case BOOLEAN ->
                dialect.has(Type.BOOLEAN)
                        ? Sql.expression(type, random.nextBoolean() ? "EVERY(" : "BOOL_OR(", value, ")", filter)
                        : Sql.expression(type, "(COUNT(*) > " + random.nextInt(4) + ")");
            case INTEGER ->
                switch (random.nextInt(4)) {
                    case 0 -> Sql.expression(type, "CAST(COUNT(*)", filter, " AS INTEGER)");
                    case 1 ->
                        Sql.expression(
                                type,
                                "CAST(COUNT(" + (random.nextBoolean() ? "DISTINCT " : ""),
                                expressions.of(expressions.any(), scope.within(null), 1),
                                ")",
                                filter,
                                " AS INTEGER)");
                    default -> extreme(type, value, filter);
                };
            case BIGINT ->
                random.nextBoolean()
                        ? Sql.expression(
                                type,
                                "SUM(" + (random.nextInt(4) == 0 ? "DISTINCT " : ""),
                                expressions.of(Type.INTEGER, scope.within(null), 1),
                                ")",
                                filter)
                        : extreme(type, value, filter);
            case DECIMAL ->
                random.nextBoolean() ? Sql.expression(type, "SUM(", value, ")", filter) : extreme(type, value, filter);
            case TEXT ->
                dialect.has(Feature.COMPOSITES) && random.nextInt(4) == 0
                        ? expressions.composites().collected(scope.within(null), filter)
                        : ordered && random.nextInt(3) == 0
                                ? Sql.expression(type, "STRING_AGG(", value, ", ',' ORDER BY ", value, ")", filter)
                                : extreme(type, value, filter);
            case DOUBLE, DATE, TIMESTAMP -> extreme(type, value, filter);
        };
    }

    private Sql extreme(Type type, Sql value, Sql filter) {
        return Sql.expression(type, random.nextBoolean() ? "MIN(" : "MAX(", value, ")", filter);
    }

    /** A window function whose value does not depend on the order of rows that are equal to its ORDER BY. */
    Sql window(Type type, Scope scope) {
        List<String> keys = scope.keys();
        boolean total = keys != null && !keys.isEmpty();
        List<String> order = new ArrayList<>();
        order.add(expressions
                        .leaf(dialect.has(Type.DATE) ? expressions.any() : Type.INTEGER, columns(scope))
                        .text()
                + direction());
        if (total) {
            for (String key : java.util.Objects.requireNonNull(keys)) {
                order.add(key + direction());
            }
        }
        String partition = random.nextBoolean()
                ? "PARTITION BY "
                        + expressions.leaf(expressions.any(), columns(scope)).text() + " "
                : "";
        Scope own = scope.within(null);
        Sql over = Sql.other(
                " OVER (",
                Sql.clause(partition),
                "ORDER BY " + String.join(", ", order),
                Sql.clause(total ? rows() : range()),
                ")");
        if (type == Type.INTEGER && random.nextBoolean()) {
            String rank = total ? ranking() : random.nextBoolean() ? "RANK()" : "DENSE_RANK()";
            return Sql.expression(
                    type,
                    "CAST(" + rank + " OVER (" + partition + "ORDER BY " + String.join(", ", order) + ") AS INTEGER)");
        }
        if (total && dialect.has(Feature.FRAMES) && random.nextInt(3) == 0) {
            return navigated(type, own, partition, order, over);
        }
        if (total && random.nextBoolean()) {
            return Sql.expression(type, navigation(), expressions.of(type, own, 0), ")", over);
        }
        if (type == Type.BOOLEAN) {
            return dialect.has(Type.BOOLEAN)
                    ? Sql.expression(type, "BOOL_OR(", expressions.of(type, own, 1), ")", over)
                    : Sql.expression(type, "(COUNT(*)", over, " > 1)");
        }
        Sql filter = dialect.has(Feature.FRAMES) && random.nextInt(4) == 0
                ? Sql.clause(" FILTER (WHERE ", expressions.condition(own, 0), ")")
                : Sql.clause();
        return switch (type) {
            case BIGINT, DECIMAL ->
                Sql.expression(
                        type,
                        "SUM(",
                        expressions.of(type == Type.BIGINT ? Type.INTEGER : type, own, 1),
                        ")",
                        filter,
                        over);
            default ->
                Sql.expression(
                        type, random.nextBoolean() ? "MIN(" : "MAX(", expressions.of(type, own, 1), ")", filter, over);
        };
    }

    /** The value of a row at a distance, or of the n-th of the frame. */
    private Sql navigated(Type type, Scope own, String partition, List<String> order, Sql over) {
        Sql value = Sql.other("CAST(", expressions.of(type, own, 0), " AS " + type.sql() + ")");
        if (random.nextInt(3) == 0) {
            return Sql.expression(type, "NTH_VALUE(", value, ", " + (1 + random.nextInt(3)) + ")", over);
        }
        Sql other = random.nextBoolean()
                ? Sql.other(", CAST(", expressions.of(type, own, 0), " AS " + type.sql() + ")")
                : Sql.other();
        return Sql.expression(
                type,
                random.nextBoolean() ? "LAG(" : "LEAD(",
                value,
                ", " + random.nextInt(3),
                other,
                ") OVER (" + partition + "ORDER BY " + String.join(", ", order) + ")");
    }

    private static Scope columns(Scope scope) {
        return scope.within(null);
    }

    private String ranking() {
        String[] functions = {"ROW_NUMBER()", "RANK()", "DENSE_RANK()", "NTILE(3)"};
        return functions[random.nextInt(functions.length)];
    }

    private String navigation() {
        String[] functions = {"FIRST_VALUE(", "LAST_VALUE("};
        return functions[random.nextInt(functions.length)];
    }

    private String rows() {
        String[] frames = {
            "",
            " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
            " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
            " ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING",
            " ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING",
            " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
            " ROWS 2 PRECEDING",
            " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW",
            " GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
            " ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP",
            " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES",
            " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING",
            " ROWS BETWEEN 0 FOLLOWING AND 2 FOLLOWING"
        };
        return frames[random.nextInt(dialect.has(Feature.FRAMES) ? frames.length : FRAMES_OF_ALL)];
    }

    private String range() {
        String[] frames = {
            "",
            " RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
            " RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
            " RANGE BETWEEN CURRENT ROW AND CURRENT ROW",
            " GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW",
            " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP",
            " GROUPS BETWEEN 2 PRECEDING AND 1 PRECEDING",
            " GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE CURRENT ROW"
        };
        return frames[random.nextInt(dialect.has(Feature.FRAMES) ? frames.length : RANGES_OF_ALL)];
    }

    private String direction() {
        return (random.nextBoolean() ? "" : " DESC") + (random.nextBoolean() ? " NULLS FIRST" : " NULLS LAST");
    }
}
