/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import io.blazedb.fuzz.Dialect.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Random expressions that are typed by the rules of the standard. */
final class Expressions {
    private static final String[] COMPARISONS = {"=", "<>", "<", "<=", ">", ">="};

    private static final Pattern AGGREGATE =
            Pattern.compile("(COUNT|SUM|MIN|MAX|AVG|BOOL_OR|BOOL_AND|STRING_AGG|STDDEV|VAR)[A-Z_]*\\(");
    private static final Pattern COLUMN = Pattern.compile("\\bt\\d+\\.");

    private final Random random;
    private final Dialect dialect;
    private final Constants constants;
    private final Queries queries;
    private final Composites composites;

    Expressions(Random random, Dialect dialect, Queries queries) {
        this.random = random;
        this.dialect = dialect;
        this.constants = new Constants(random, dialect);
        this.queries = queries;
        this.composites = new Composites(random, this, queries);
    }

    Sql of(Type type, Scope scope, int depth) {
        if (type == Type.BOOLEAN && !dialect.has(Type.BOOLEAN)) {
            return condition(scope, Math.max(0, depth));
        }
        if (depth <= 0 || random.nextInt(4) == 0) {
            return leaf(type, scope);
        }
        if (random.nextInt(5) == 0) {
            return general(type, scope, depth - 1);
        }
        if (dialect.has(Feature.COMPOSITES) && random.nextInt(9) == 0) {
            return composites.value(type, scope, depth - 1);
        }
        return switch (type) {
            case BOOLEAN -> condition(scope, depth);
            case INTEGER, BIGINT -> integer(type, scope, depth - 1);
            case DECIMAL -> decimal(scope, depth - 1);
            case DOUBLE -> number(scope, depth - 1);
            case TEXT -> text(scope, depth - 1);
            case DATE, TIMESTAMP -> time(type, scope, depth - 1);
        };
    }

    Composites composites() {
        return composites;
    }

    Sql leaf(Type type, Scope scope) {
        List<Sql> outer =
                scope.outerOf(type).stream().filter(this::isOfOuterQuery).toList();
        if (!outer.isEmpty() && random.nextInt(4) == 0) {
            return one(outer);
        }
        List<Sql> own = scope.of(type);
        if (!own.isEmpty() && random.nextInt(5) != 0) {
            return one(own);
        }
        return random.nextInt(12) == 0
                ? Sql.expression(type, "CAST(NULL AS " + type.sql() + ")")
                : Sql.expression(type, constants.of(type));
    }

    /** An aggregate belongs to the query of the columns that it uses: without any it is one of the sub-query. Only PostgreSQL keeps to that. */
    private boolean isOfOuterQuery(Sql leaf) {
        String text = leaf.text();
        return !AGGREGATE.matcher(text).find()
                || (dialect == Dialect.POSTGRESQL && COLUMN.matcher(text).find());
    }

    /** What there is for every type. */
    private Sql general(Type type, Scope scope, int depth) {
        return switch (random.nextInt(dialect.has(Feature.FUNCTIONS) ? 7 : 5)) {
            case 0 -> Sql.expression(type, "COALESCE(", of(type, scope, depth), ", ", of(type, scope, depth), ")");
            case 1 -> Sql.expression(type, "NULLIF(", of(type, scope, depth), ", ", of(type, scope, depth), ")");
            case 2 ->
                Sql.expression(
                        type,
                        "CASE WHEN ",
                        of(Type.BOOLEAN, scope, depth),
                        " THEN ",
                        of(type, scope, depth),
                        random.nextBoolean() ? Sql.clause(" ELSE ", of(type, scope, depth)) : "",
                        " END");
            case 3 -> simpleCase(type, scope, depth);
            case 4 -> depth > 0 ? queries.scalar(type, scope, depth) : leaf(type, scope);
            default ->
                type == Type.BOOLEAN
                        ? leaf(type, scope)
                        : Sql.expression(
                                type,
                                random.nextBoolean() ? "GREATEST(" : "LEAST(",
                                of(type, scope, depth),
                                ", ",
                                of(type, scope, depth),
                                ")");
        };
    }

    private Sql simpleCase(Type type, Scope scope, int depth) {
        Type compared = comparable();
        return Sql.expression(
                type,
                "CASE ",
                of(compared, scope, depth),
                " WHEN ",
                of(compared, scope, 0),
                " THEN ",
                of(type, scope, depth),
                Sql.clause(" WHEN ", of(compared, scope, 0), " THEN ", of(type, scope, depth)),
                " ELSE ",
                of(type, scope, depth),
                " END");
    }

    private Sql integer(Type type, Scope scope, int depth) {
        Sql left = of(type, scope, depth);
        return switch (random.nextInt(dialect.has(Feature.CASTS) ? 11 : 7)) {
            case 0 -> Sql.expression(type, "(", left, " + ", of(type, scope, depth), ")");
            case 1 -> Sql.expression(type, "(", left, " - ", of(type, scope, depth), ")");
            case 2 -> Sql.expression(type, "(", left, " * ", constants.of(Type.INTEGER), ")");
            case 3 -> Sql.expression(type, "(", left, " / NULLIF(", of(type, scope, depth), ", 0))");
            case 4 -> Sql.expression(type, "(- ", left, ")");
            case 5 -> Sql.expression(type, "ABS(", left, ")");
            case 6 -> type == Type.INTEGER ? Sql.expression(type, "LENGTH(", of(Type.TEXT, scope, depth), ")") : left;
            case 7 -> Sql.expression(type, "MOD(", left, ", NULLIF(", of(type, scope, depth), ", 0))");
            case 8 -> Sql.expression(type, "CAST(", of(numeric(), scope, depth), " AS ", type.sql(), ")");
            case 9 -> datePart(type, scope, depth);
            default ->
                type == Type.INTEGER
                        ? Sql.expression(
                                type, "POSITION(", of(Type.TEXT, scope, 0), " IN ", of(Type.TEXT, scope, depth), ")")
                        : Sql.expression(type, "CAST(", of(Type.INTEGER, scope, depth), " AS BIGINT)");
        };
    }

    private Sql datePart(Type type, Scope scope, int depth) {
        String[] parts = {"YEAR", "MONTH", "DAY", "QUARTER", "DOW", "DOY", "WEEK"};
        return Sql.expression(
                type,
                "CAST(EXTRACT(" + parts[random.nextInt(dialect == Dialect.POSTGRESQL ? 7 : 3)] + " FROM ",
                of(random.nextBoolean() ? Type.DATE : Type.TIMESTAMP, scope, depth),
                ") AS " + type.sql() + ")");
    }

    private Sql decimal(Scope scope, int depth) {
        Sql left = of(Type.DECIMAL, scope, depth);
        return switch (random.nextInt(6)) {
            case 0 -> Sql.expression(Type.DECIMAL, "(", left, " + ", of(exact(), scope, depth), ")");
            case 1 -> Sql.expression(Type.DECIMAL, "(", of(exact(), scope, depth), " - ", left, ")");
            case 2 -> Sql.expression(Type.DECIMAL, "(", left, " * ", constants.of(Type.INTEGER), ")");
            case 3 -> Sql.expression(Type.DECIMAL, "CAST(", of(Type.INTEGER, scope, depth), " AS DECIMAL(12, 3))");
            case 4 -> Sql.expression(Type.DECIMAL, "ABS(", left, ")");
            default ->
                dialect.has(Feature.FUNCTIONS)
                        ? Sql.expression(
                                Type.DECIMAL,
                                random.nextBoolean() ? "ROUND(" : "TRUNC(",
                                left,
                                ", " + random.nextInt(3) + ")")
                        : Sql.expression(Type.DECIMAL, "(- ", left, ")");
        };
    }

    private Sql number(Scope scope, int depth) {
        Sql left = of(Type.DOUBLE, scope, depth);
        return switch (random.nextInt(6)) {
            case 0 -> Sql.expression(Type.DOUBLE, "(", left, " + ", of(numeric(), scope, depth), ")");
            case 1 -> Sql.expression(Type.DOUBLE, "(", of(numeric(), scope, depth), " - ", left, ")");
            case 2 -> Sql.expression(Type.DOUBLE, "(", left, " * ", constants.of(Type.DOUBLE), ")");
            case 3 -> Sql.expression(Type.DOUBLE, "CAST(", of(Type.INTEGER, scope, depth), " AS DOUBLE PRECISION)");
            case 4 -> Sql.expression(Type.DOUBLE, "ABS(", left, ")");
            default ->
                dialect.has(Feature.FUNCTIONS)
                        ? Sql.expression(
                                Type.DOUBLE, new String[] {"FLOOR(", "CEIL(", "SIGN("}[random.nextInt(3)], left, ")")
                        : Sql.expression(Type.DOUBLE, "(- ", left, ")");
        };
    }

    private Sql text(Scope scope, int depth) {
        Sql left = of(Type.TEXT, scope, depth);
        return switch (random.nextInt(dialect.has(Feature.FUNCTIONS) ? 11 : 6)) {
            case 0, 1 -> Sql.expression(Type.TEXT, "(", left, " || ", of(Type.TEXT, scope, depth), ")");
            case 2 -> Sql.expression(Type.TEXT, random.nextBoolean() ? "UPPER(" : "LOWER(", left, ")");
            case 3 -> Sql.expression(Type.TEXT, "TRIM(", left, ")");
            case 4 ->
                Sql.expression(
                        Type.TEXT, "SUBSTR(", left, ", " + (1 + random.nextInt(3)) + ", " + random.nextInt(4) + ")");
            case 5 -> Sql.expression(Type.TEXT, "REPLACE(", left, ", 'a', ", constants.of(Type.TEXT), ")");
            case 6 -> Sql.expression(Type.TEXT, "CAST(", of(Type.INTEGER, scope, depth), " AS VARCHAR(40))");
            case 7 ->
                Sql.expression(
                        Type.TEXT,
                        random.nextBoolean() ? "LEFT(" : "RIGHT(",
                        left,
                        ", " + (random.nextInt(6) - 2) + ")");
            case 8 ->
                Sql.expression(
                        Type.TEXT,
                        random.nextBoolean() ? "LPAD(" : "RPAD(",
                        left,
                        ", " + random.nextInt(5) + ", ",
                        constants.of(Type.TEXT),
                        ")");
            case 9 -> Sql.expression(Type.TEXT, random.nextBoolean() ? "REVERSE(" : "INITCAP(", left, ")");
            default ->
                Sql.expression(
                        Type.TEXT,
                        new String[] {"LTRIM(", "RTRIM(", "BTRIM("}[random.nextInt(3)],
                        left,
                        ", ",
                        constants.of(Type.TEXT),
                        ")");
        };
    }

    private Sql time(Type type, Scope scope, int depth) {
        if (!dialect.has(Feature.FUNCTIONS)) {
            return leaf(type, scope);
        }
        Sql left = of(type, scope, depth);
        if (type == Type.DATE) {
            return random.nextBoolean()
                    ? Sql.expression(type, "(", left, random.nextBoolean() ? " + " : " - ", random.nextInt(40), ")")
                    : Sql.expression(type, "CAST(", of(Type.TIMESTAMP, scope, depth), " AS DATE)");
        }
        String[] intervals = {"'1' DAY", "'1' MONTH", "'13' MONTH", "'36' HOUR", "'1' SECOND"};
        return switch (random.nextInt(3)) {
            case 0 ->
                Sql.expression(
                        type,
                        "(",
                        left,
                        random.nextBoolean() ? " + " : " - ",
                        "INTERVAL " + intervals[random.nextInt(5)] + ")");
            case 1 ->
                Sql.expression(
                        type,
                        "DATE_TRUNC('" + new String[] {"year", "month", "day", "hour", "quarter"}[random.nextInt(5)]
                                + "', ",
                        left,
                        ")");
            default -> Sql.expression(type, "CAST(", of(Type.DATE, scope, depth), " AS TIMESTAMP)");
        };
    }

    /** A BOOLEAN that is not a column or a constant. */
    Sql condition(Scope scope, int depth) {
        int deeper = depth - 1;
        if (depth > 0) {
            switch (random.nextInt(9)) {
                case 0, 1 -> {
                    return Sql.expression(
                            Type.BOOLEAN, "(", condition(scope, deeper), " AND ", condition(scope, deeper), ")");
                }
                case 2, 3 -> {
                    return Sql.expression(
                            Type.BOOLEAN, "(", condition(scope, deeper), " OR ", condition(scope, deeper), ")");
                }
                case 4 -> {
                    return Sql.expression(Type.BOOLEAN, "(NOT ", condition(scope, deeper), ")");
                }
                case 5 -> {
                    return dialect.has(Feature.COMPOSITES) && random.nextInt(3) == 0
                            ? composites.condition(scope, deeper)
                            : queries.condition(scope, deeper);
                }
                default -> {}
            }
        }
        return predicate(scope, deeper);
    }

    private Sql predicate(Scope scope, int depth) {
        Type type = comparable();
        Sql left = of(type, scope, depth);
        return switch (random.nextInt(12)) {
            case 0 -> Sql.expression(Type.BOOLEAN, "(", left, random.nextBoolean() ? " IS NULL)" : " IS NOT NULL)");
            case 1 -> distinct(left, of(type, scope, depth));
            case 2 -> between(left, type, scope, depth);
            case 3 -> in(left, type, scope, depth);
            case 4 -> like(scope, depth);
            case 5 -> truth(scope, depth);
            case 6 -> rows(scope, depth);
            default -> comparison(left, type, scope, depth);
        };
    }

    private Sql comparison(Sql left, Type type, Scope scope, int depth) {
        Type other = type.isNumeric() ? numeric() : type;
        return Sql.expression(Type.BOOLEAN, "(", left, " " + comparison() + " ", of(other, scope, depth), ")");
    }

    String comparison() {
        return COMPARISONS[random.nextInt(COMPARISONS.length)];
    }

    private Sql distinct(Sql left, Sql right) {
        String operator = random.nextBoolean() ? " IS DISTINCT FROM " : " IS NOT DISTINCT FROM ";
        return Sql.expression(Type.BOOLEAN, "(", left, operator, right, ")");
    }

    private Sql between(Sql left, Type type, Scope scope, int depth) {
        String operator = random.nextBoolean() ? " BETWEEN " : " NOT BETWEEN ";
        String symmetric = dialect.has(Feature.SYMMETRIC) && random.nextInt(3) == 0 ? "SYMMETRIC " : "";
        return Sql.expression(
                Type.BOOLEAN,
                "(",
                left,
                operator + symmetric,
                of(type, scope, depth),
                " AND ",
                of(type, scope, 0),
                ")");
    }

    private Sql in(Sql left, Type type, Scope scope, int depth) {
        List<Sql> values = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            values.add(random.nextInt(4) == 0 ? of(type, scope, depth) : Sql.expression(type, constants.of(type)));
        }
        if (random.nextInt(6) == 0) {
            values.add(Sql.expression(type, "CAST(NULL AS " + type.sql() + ")"));
        }
        return Sql.expression(
                Type.BOOLEAN, "(", left, random.nextBoolean() ? " IN (" : " NOT IN (", Sql.list(", ", values), "))");
    }

    private Sql like(Scope scope, int depth) {
        String[] patterns = {"'%'", "'a%'", "'%b'", "'_'", "'%a%'", "'a_'", "''", "'x%y'", "'a'", "'%_'"};
        return Sql.expression(
                Type.BOOLEAN,
                "(",
                of(Type.TEXT, scope, depth),
                (random.nextBoolean() ? " LIKE " : " NOT LIKE ") + patterns[random.nextInt(patterns.length)] + ")");
    }

    private Sql truth(Scope scope, int depth) {
        String[] tests = {
            " IS TRUE)", " IS FALSE)", " IS NOT TRUE)", " IS NOT FALSE)", " IS UNKNOWN)", " IS NOT UNKNOWN)"
        };
        return Sql.expression(
                Type.BOOLEAN,
                "(",
                of(Type.BOOLEAN, scope, depth),
                tests[random.nextInt(dialect.has(Feature.TRUTH) ? 6 : 4)]);
    }

    private Sql rows(Scope scope, int depth) {
        Type first = comparable();
        Type second = comparable();
        return Sql.expression(
                Type.BOOLEAN,
                "((",
                of(first, scope, depth),
                ", ",
                of(second, scope, 0),
                ") " + comparison() + " (",
                of(first, scope, 0),
                ", ",
                of(second, scope, 0),
                "))");
    }

    Type any() {
        List<Type> types = dialect.types();
        return types.get(random.nextInt(types.size()));
    }

    private Type comparable() {
        return random.nextInt(3) == 0 ? any() : random.nextBoolean() ? Type.INTEGER : any();
    }

    private Type numeric() {
        Type type = any();
        return type.isNumeric() ? type : Type.INTEGER;
    }

    private Type exact() {
        Type type = numeric();
        return type == Type.DOUBLE ? Type.INTEGER : type;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
