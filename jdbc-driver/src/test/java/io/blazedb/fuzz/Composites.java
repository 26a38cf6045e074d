/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random values that go through arrays, JSON and rows, and come out as what the other expressions know. */
final class Composites {
    private final Random random;
    private final Expressions expressions;
    private final Queries queries;

    Composites(Random random, Expressions expressions, Queries queries) {
        this.random = random;
        this.expressions = expressions;
        this.queries = queries;
    }

    /** A value of a type out of an array or a JSON value. */
    Sql value(Type type, Scope scope, int depth) {
        if (type == Type.TEXT && random.nextBoolean()) {
            return text(scope, depth);
        }
        if (type == Type.INTEGER && random.nextBoolean()) {
            return number(scope, depth);
        }
        boolean json = (type == Type.INTEGER || type == Type.TEXT || type == Type.BIGINT) && random.nextBoolean();
        return json
                ? Sql.expression(
                        type,
                        "CAST((JSONB_BUILD_OBJECT('k', ",
                        expressions.of(type, scope, depth),
                        ", 'o', ",
                        expressions.of(Type.INTEGER, scope, 0),
                        ") ->> 'k') AS " + type.sql() + ")")
                : Sql.expression(type, "(", array(type, scope, depth), ")[" + random.nextInt(4) + "]");
    }

    private Sql text(Scope scope, int depth) {
        Sql inner = expressions.of(Type.TEXT, scope, depth);
        return switch (random.nextInt(3)) {
            case 0 -> Sql.expression(Type.TEXT, "ARRAY_TO_STRING(", array(Type.TEXT, scope, depth), ", '-', '*')");
            case 1 -> Sql.expression(Type.TEXT, "ARRAY_TO_STRING(STRING_TO_ARRAY(", inner, ", 'a'), '+')");
            default -> Sql.expression(Type.TEXT, "SPLIT_PART(", inner, ", 'a', " + (1 + random.nextInt(2)) + ")");
        };
    }

    private Sql number(Scope scope, int depth) {
        return switch (random.nextInt(3)) {
            case 0 ->
                Sql.expression(
                        Type.INTEGER,
                        "ARRAY_POSITION(",
                        array(Type.INTEGER, scope, depth),
                        ", ",
                        expressions.of(Type.INTEGER, scope, 0),
                        ")");
            case 1 -> Sql.expression(Type.INTEGER, "CARDINALITY(", array(Type.TEXT, scope, depth), ")");
            default ->
                Sql.expression(
                        Type.INTEGER,
                        "JSONB_ARRAY_LENGTH(JSONB_BUILD_ARRAY(",
                        expressions.of(Type.TEXT, scope, depth),
                        ", ",
                        expressions.of(Type.INTEGER, scope, 0),
                        "))");
        };
    }

    private Sql array(Type type, Scope scope, int depth) {
        List<Sql> elements = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            elements.add(
                    Sql.other("CAST(", expressions.of(type, scope, i == 0 ? depth : 0), " AS " + type.sql() + ")"));
        }
        return Sql.other("ARRAY[", Sql.list(", ", elements), "]");
    }

    /** A condition over an array, or over the row of a query. */
    Sql condition(Scope scope, int depth) {
        Type type = random.nextBoolean() ? Type.INTEGER : Type.TEXT;
        return switch (random.nextInt(4)) {
            case 0 ->
                Sql.expression(
                        Type.BOOLEAN,
                        "(",
                        expressions.of(type, scope, depth),
                        " " + expressions.comparison() + (random.nextBoolean() ? " ANY (" : " ALL ("),
                        array(type, scope, depth),
                        "))");
            case 1 ->
                Sql.expression(
                        Type.BOOLEAN,
                        "(",
                        array(type, scope, depth),
                        new String[] {" && ", " @> ", " <@ ", " = ", " < "}[random.nextInt(5)],
                        array(type, scope, 0),
                        ")");
            case 2 ->
                Sql.expression(
                        Type.BOOLEAN,
                        "(JSONB_BUILD_OBJECT('k', ",
                        expressions.of(type, scope, depth),
                        ") @> JSONB_BUILD_OBJECT('k', ",
                        expressions.of(type, scope, 0),
                        "))");
            default -> {
                Type second = random.nextBoolean() ? Type.INTEGER : Type.DATE;
                yield Sql.expression(
                        Type.BOOLEAN,
                        "((",
                        expressions.of(type, scope, depth),
                        ", ",
                        expressions.of(second, scope, 0),
                        ") " + expressions.comparison() + " (",
                        queries.single(List.of(type, second), scope, Math.max(depth, 0)),
                        "))");
            }
        };
    }

    /** An aggregate that collects, of a type; one that does so is a text. */
    Sql collected(Scope scope, Sql filter) {
        Sql value = expressions.of(Type.INTEGER, scope, 1);
        Sql order = Sql.other(" ORDER BY ", value, random.nextBoolean() ? " DESC" : "", " NULLS LAST)");
        return switch (random.nextInt(3)) {
            case 0 ->
                Sql.expression(
                        Type.TEXT,
                        "ARRAY_TO_STRING(ARRAY_AGG(" + (random.nextInt(3) == 0 ? "DISTINCT " : ""),
                        value,
                        order,
                        filter,
                        ", ',', '*')");
            case 1 -> Sql.expression(Type.TEXT, "CAST(JSONB_AGG(", value, order, filter, " AS VARCHAR(400))");
            default ->
                Sql.expression(
                        Type.TEXT,
                        "CAST(PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY ",
                        value,
                        ")",
                        filter,
                        " AS VARCHAR(40))");
        };
    }

    /** Rows that a function gives, for each row of the tables before it. */
    Sql rows(Scope lateral) {
        return switch (random.nextInt(3)) {
            case 0 -> Sql.other("UNNEST(", array(Type.INTEGER, lateral, 0), ")");
            case 1 -> Sql.other("GENERATE_SERIES(1, LEAST(4, ", expressions.of(Type.INTEGER, lateral, 0), "))");
            default ->
                Sql.other(
                        "(VALUES (",
                        expressions.of(Type.INTEGER, lateral, 0),
                        "), (",
                        expressions.of(Type.INTEGER, lateral, 0),
                        "))");
        };
    }
}
