/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import io.blazedb.fuzz.Dialect.Feature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random queries over some tables, whose answers depend on nothing but the tables. */
final class Queries {
    private final Random random;
    private final Dialect dialect;
    private final List<Table> tables;
    private final Expressions expressions;
    private final Groups groups;
    private final List<Table> withTables = new ArrayList<>();
    private int aliases;

    Queries(Random random, Dialect dialect, List<Table> tables) {
        this.random = random;
        this.dialect = dialect;
        this.tables = tables;
        this.expressions = new Expressions(random, dialect, this);
        this.groups = new Groups(random, dialect, expressions);
    }

    Expressions expressions() {
        return expressions;
    }

    /** A whole query whose rows have an order if it says ORDER BY, in which equal rows alone are interchangeable. */
    Sql statement() {
        aliases = 0;
        List<Type> types = types(1 + random.nextInt(4));
        Sql with = random.nextInt(5) == 0 ? with() : Sql.clause();
        Sql query = Sql.query(with, body(types, null, 3), order(types.size()));
        withTables.clear();
        return query;
    }

    /** A query without WITH and ORDER BY. */
    Sql body(List<Type> types) {
        return body(types, null, 2);
    }

    List<Type> types(int count) {
        List<Type> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(expressions.any());
        }
        return types;
    }

    private Sql with() {
        List<Sql> parts = new ArrayList<>();
        boolean recursive = random.nextInt(3) == 0;
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            String name = "w" + i;
            List<Type> types = types(1 + random.nextInt(3));
            if (recursive && i == 0) {
                parts.add(recursion(name));
                withTables.add(new Table(name, List.of(new Table.Column("c0", Type.INTEGER)), false));
                continue;
            }
            parts.add(Sql.other(name + " (" + names(types.size()) + ") AS (", body(types, null, 2), ")"));
            withTables.add(new Table(name, columns(types), false));
        }
        return Sql.clause(recursive ? "WITH RECURSIVE " : "WITH ", Sql.list(", ", parts), " ");
    }

    private Sql recursion(String name) {
        Sql first = body(List.of(Type.INTEGER), null, 1);
        Scope scope = new Scope(List.of(Sql.expression(Type.INTEGER, name + ".c0")), null, null);
        return Sql.other(
                // H2 does not make the first rows different.
                name + " (c0) AS (SELECT " + (dialect == Dialect.H2 ? "DISTINCT " : "") + "q.c0 FROM (",
                first,
                ") AS q WHERE q.c0 BETWEEN -20 AND 20 UNION SELECT " + name + ".c0 + 1 FROM " + name + " WHERE " + name
                        + ".c0 < 12 AND ",
                expressions.condition(scope, 0),
                ")");
    }

    private static List<Table.Column> columns(List<Type> types) {
        List<Table.Column> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add(new Table.Column("c" + i, types.get(i)));
        }
        return columns;
    }

    private static String names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("c" + i);
        }
        return String.join(", ", names);
    }

    private Sql order(int columns) {
        if (random.nextInt(3) == 0) {
            return Sql.clause();
        }
        List<Integer> positions = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            positions.add(i);
        }
        Collections.shuffle(positions, random);
        List<String> keys = new ArrayList<>();
        for (int position : positions) {
            keys.add(position + direction());
        }
        String limit = switch (random.nextInt(4)) {
            case 0 -> " LIMIT " + random.nextInt(12);
            case 1 -> " LIMIT " + random.nextInt(12) + " OFFSET " + random.nextInt(5);
            default -> "";
        };
        return Sql.clause(" ORDER BY " + String.join(", ", keys), Sql.clause(limit));
    }

    /** Nulls have their place in every dialect. */
    String direction() {
        return (random.nextBoolean() ? "" : " DESC") + (random.nextBoolean() ? " NULLS FIRST" : " NULLS LAST");
    }

    private Sql body(List<Type> types, @Nullable Scope outer, int depth) {
        if (depth > 1 && random.nextInt(7) == 0) {
            String[] operators = dialect.has(Feature.SET_OPERATIONS_ALL)
                    ? new String[] {"UNION", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"}
                    : new String[] {"UNION", "UNION ALL", "INTERSECT", "EXCEPT"};
            return Sql.query(
                    select(types, outer, depth - 1),
                    " " + operators[random.nextInt(operators.length)] + " ",
                    select(types, outer, depth - 1));
        }
        return select(types, outer, depth);
    }

    private Sql select(List<Type> types, @Nullable Scope outer, int depth) {
        From from = from(outer, depth);
        Sql where = random.nextInt(3) == 0
                ? Sql.clause()
                : Sql.clause(" WHERE ", expressions.condition(from.scope(), Math.min(depth, 2)));
        if (random.nextInt(4) == 0) {
            return groups.select(types, from, where, depth);
        }
        boolean distinct = random.nextInt(6) == 0;
        List<Sql> items = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            boolean window = !distinct && depth > 1 && random.nextInt(9) == 0;
            Sql item = window
                    ? groups.window(types.get(i), from.scope())
                    : expressions.of(types.get(i), from.scope(), depth - 1);
            items.add(Sql.other(item, " AS c" + i));
        }
        return Sql.query("SELECT ", distinct ? Sql.clause("DISTINCT ") : "", fixed(items), " FROM ", from.sql(), where);
    }

    /** Items of which none can be left out, since someone else counts them. */
    static Sql fixed(List<Sql> items) {
        List<Object> parts = new ArrayList<>();
        for (Sql item : items) {
            if (!parts.isEmpty()) {
                parts.add(", ");
            }
            parts.add(item);
        }
        return Sql.other(parts.toArray());
    }

    /** What stands behind FROM, and what it offers. */
    record From(Sql sql, Scope scope) {}

    From from(@Nullable Scope outer, int depth) {
        From joined = relation(outer, depth, null);
        int count = random.nextInt(depth > 1 ? 3 : 2);
        for (int i = 0; i < count; i++) {
            joined = join(joined, outer, depth);
        }
        return new From(joined.sql(), joined.scope().within(outer));
    }

    private From join(From left, @Nullable Scope outer, int depth) {
        int kind = random.nextInt(dialect.has(Feature.FULL_JOIN) ? 7 : 6);
        boolean lateral = dialect.has(Feature.LATERAL) && kind < 3 && random.nextInt(5) == 0;
        From right = relation(outer, depth, lateral ? left.scope().within(outer) : null);
        Scope both = left.scope().and(right.scope());
        String word = switch (kind) {
            case 0, 1 -> " JOIN ";
            case 2, 4 -> " LEFT JOIN ";
            case 3 -> random.nextBoolean() ? " CROSS JOIN " : ", ";
            case 5 -> " RIGHT JOIN ";
            default -> " FULL JOIN ";
        };
        if (kind == 3) {
            // A comma binds less than the joins that may follow: both sides are in parentheses of one query.
            return new From(Sql.other(left.sql(), word.equals(", ") ? " CROSS JOIN " : word, right.sql()), both);
        }
        return new From(
                Sql.other(Sql.query(
                        left.sql(),
                        word,
                        right.sql(),
                        " ON ",
                        on(left.scope(), right.scope(), both.within(outer), kind))),
                both);
    }

    private Sql on(Scope left, Scope right, Scope both, int kind) {
        Type type = expressions.any();
        List<Sql> first = left.of(type);
        List<Sql> second = right.of(type);
        Sql equal = first.isEmpty() || second.isEmpty()
                ? null
                : Sql.expression(
                        Type.BOOLEAN,
                        "(",
                        first.get(random.nextInt(first.size())),
                        kind == 6 || random.nextInt(5) > 0 ? " = " : " < ",
                        second.get(random.nextInt(second.size())),
                        ")");
        if (kind == 6) {
            // PostgreSQL joins fully by equalities alone.
            return equal == null ? Sql.expression(Type.BOOLEAN, "(1 = 1)") : equal;
        }
        if (equal == null) {
            return expressions.condition(both, 1);
        }
        return random.nextInt(3) > 0
                ? equal
                : Sql.expression(Type.BOOLEAN, "(", equal, " AND ", expressions.condition(both, 1), ")");
    }

    private From relation(@Nullable Scope outer, int depth, @Nullable Scope lateral) {
        String alias = "t" + aliases++;
        if (lateral != null && dialect.has(Feature.COMPOSITES) && random.nextInt(3) == 0) {
            Table derived = new Table(alias, columns(List.of(Type.INTEGER)), false);
            return new From(
                    Sql.other("LATERAL ", expressions.composites().rows(lateral), " AS " + alias + " (c0)"),
                    derived.as(alias));
        }
        if (lateral != null || depth > 1 && random.nextInt(5) == 0) {
            List<Type> types = types(1 + random.nextInt(3));
            Sql query = lateral != null && random.nextBoolean()
                    ? Sql.query("SELECT ", items(types, lateral))
                    : body(types, lateral, depth - 1);
            Table derived = new Table(alias, columns(types), false);
            return new From(Sql.other(lateral == null ? "(" : "LATERAL (", query, ") AS " + alias), derived.as(alias));
        }
        if (!withTables.isEmpty() && random.nextInt(3) == 0) {
            Table table = withTables.get(random.nextInt(withTables.size()));
            return new From(Sql.other(table.name() + " AS " + alias), table.as(alias));
        }
        Table table = tables.get(random.nextInt(tables.size()));
        return new From(Sql.other(table.name() + " AS " + alias), table.as(alias));
    }

    private Sql items(List<Type> types, Scope lateral) {
        List<Sql> items = new ArrayList<>();
        for (Type type : types) {
            items.add(Sql.other(expressions.of(type, new Scope(List.of(), null, lateral), 1), " AS c" + items.size()));
        }
        return fixed(items);
    }

    /** A sub-query with one row at most. */
    Sql scalar(Type type, Scope scope, int depth) {
        From from = from(scope, depth);
        Sql where = Sql.clause(" WHERE ", expressions.condition(from.scope(), depth - 1));
        boolean booleans = type == Type.BOOLEAN;
        Sql item = groups.aggregate(booleans ? Type.BOOLEAN : type, from.scope());
        return Sql.expression(type, "(", Sql.query("SELECT ", item, " FROM ", from.sql(), where), ")");
    }

    /** A sub-query with one row, for as many columns as there are types. */
    Sql single(List<Type> types, Scope scope, int depth) {
        From from = from(scope, depth);
        List<Sql> items = new ArrayList<>();
        for (Type type : types) {
            items.add(Sql.other(groups.aggregate(type, from.scope()), " AS c" + items.size()));
        }
        Sql where = Sql.clause(" WHERE ", expressions.condition(from.scope(), depth - 1));
        return Sql.query("SELECT ", fixed(items), " FROM ", from.sql(), where);
    }

    /** EXISTS, IN or a quantified comparison. */
    Sql condition(Scope scope, int depth) {
        Type type = expressions.any();
        String not = random.nextInt(3) == 0 ? "NOT " : "";
        return switch (random.nextInt(5)) {
            case 0, 1 -> Sql.expression(Type.BOOLEAN, "(" + not + "EXISTS (", body(List.of(type), scope, depth), "))");
            case 2 -> {
                Type second = expressions.any();
                yield dialect.has(Feature.ROW_VALUES)
                        ? Sql.expression(
                                Type.BOOLEAN,
                                "((",
                                expressions.of(type, scope, 0),
                                ", ",
                                expressions.of(second, scope, 0),
                                ") " + not + "IN (",
                                body(List.of(type, second), scope, depth),
                                "))")
                        : Sql.expression(Type.BOOLEAN, "(EXISTS (", body(List.of(type), scope, depth), "))");
            }
            case 3 ->
                dialect.has(Feature.QUANTIFIED)
                        ? Sql.expression(
                                Type.BOOLEAN,
                                "(",
                                expressions.of(type, scope, depth - 1),
                                " " + expressions.comparison() + (random.nextBoolean() ? " ANY (" : " ALL ("),
                                body(List.of(type), scope, depth),
                                "))")
                        : Sql.expression(Type.BOOLEAN, "(EXISTS (", body(List.of(type), scope, depth), "))");
            default ->
                Sql.expression(
                        Type.BOOLEAN,
                        "(",
                        expressions.of(type, scope, depth - 1),
                        " " + not + "IN (",
                        body(List.of(type), scope, depth),
                        "))");
        };
    }

    Sql aggregate(Type type, Scope scope) {
        return groups.aggregate(type, scope);
    }
}
