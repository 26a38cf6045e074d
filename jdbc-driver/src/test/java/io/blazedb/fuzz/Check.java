/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold of a query, each made of the pieces that {@link Probes} draws for it. */
enum Check {
    /** Every shape of BlazeDB, and parameters in place of constants, give the same rows, and the other database does. */
    ANSWERS {
        @Override
        @Nullable
        Failure run(World world, List<Sql> pieces) {
            Sql query = pieces.get(0);
            String sql = query.text();
            Answer first = world.usual().run(sql);
            Failure failure = first.failed() ? error(first, sql) : null;
            for (Target shape : world.shapes()) {
                failure = failure == null && shape != world.usual()
                        ? differs(sql, first, shape.run(sql), shape.toString())
                        : failure;
            }
            if (failure == null) {
                failure = differs(sql, first, world.usual().runPrepared(query), "BlazeDB with parameters");
            }
            for (Target peer : world.peers()) {
                if (failure == null && !first.failed()) {
                    Answer other = peer.run(sql);
                    failure = other.failed() ? null : differs(sql, first, other, peer.toString());
                } else if (failure != null
                        && failure.kind().startsWith("error")
                        && peer.run(sql).failed()) {
                    // Neither takes the statement: it is not in the common dialect.
                    failure = failure.kind().contains("XX") ? failure : null;
                }
            }
            return failure;
        }
    },

    /** A condition is true, false or unknown for each row: the three parts make up the whole. */
    PARTS_OF_ROWS {
        @Override
        @Nullable
        Failure run(World world, List<Sql> pieces) {
            String all = "SELECT * FROM " + pieces.get(0);
            return parts(world, all, all + " WHERE ", pieces.get(1).text(), " UNION ALL ", "");
        }
    },

    /** The different rows of the parts are those of the whole. */
    PARTS_OF_DISTINCT {
        @Override
        @Nullable
        Failure run(World world, List<Sql> pieces) {
            String all = "SELECT DISTINCT " + pieces.get(2) + " FROM " + pieces.get(0);
            return parts(world, all, all + " WHERE ", pieces.get(1).text(), " UNION ", "");
        }
    },

    /** Groups are partitioned by what is asked of them. */
    PARTS_OF_GROUPS {
        @Override
        @Nullable
        Failure run(World world, List<Sql> pieces) {
            String all = "SELECT " + pieces.get(2) + " AS k, COUNT(*) AS n FROM " + pieces.get(0) + " GROUP BY "
                    + pieces.get(2);
            return parts(world, all, all + " HAVING ", pieces.get(1).text(), " UNION ALL ", "");
        }
    },

    /** An aggregate of the whole is that of its parts together. */
    PARTS_OF_AGGREGATE {
        @Override
        @Nullable
        Failure run(World world, List<Sql> pieces) {
            String value = "SELECT " + pieces.get(2) + " AS c FROM " + pieces.get(0);
            String aggregates = "SELECT COUNT(*), COUNT(c), MIN(c), MAX(c), COUNT(DISTINCT c) FROM (";
            return parts(
                    world,
                    aggregates + value + ") AS q",
                    value + " WHERE ",
                    pieces.get(1).text(),
                    " UNION ALL ",
                    aggregates);
        }
    },

    /** As many rows meet a condition as a count of it over all rows says, where no plan can make use of it. */
    REFERENCE {
        @Override
        @Nullable
        Failure run(World world, List<Sql> pieces) {
            String met = "SELECT COUNT(*) FROM " + pieces.get(0) + " WHERE " + pieces.get(1);
            String counted =
                    "SELECT COALESCE(SUM(CASE WHEN " + pieces.get(1) + " THEN 1 ELSE 0 END), 0) FROM " + pieces.get(0);
            return same(world, met, counted);
        }
    },

    /** A row is found by any condition that is true of its values. */
    PIVOT {
        @Override
        @Nullable
        Failure run(World world, List<Sql> pieces) {
            String truth = "SELECT " + pieces.get(2) + " FROM (" + pieces.get(1) + ") AS t0";
            Answer answer = world.plain().run(truth);
            if (answer.failed()) {
                return error(answer, truth);
            }
            String found = "SELECT CASE WHEN COUNT(*) > 0 THEN 1 ELSE 0 END FROM " + pieces.get(0) + " AS t0 WHERE "
                    + pieces.get(3) + " AND "
                    + switch (answer.rows().get(0)) {
                        case "1" -> pieces.get(2).text();
                        case "0" -> "NOT " + pieces.get(2);
                        default -> pieces.get(2) + " IS NULL";
                    };
            for (Target shape : world.shapes()) {
                Answer row = shape.run(found);
                if (row.failed()) {
                    return error(row, found);
                } else if (!row.rows().equals(List.of("1"))) {
                    return new Failure("row not found", truth + ";\n" + found, shape + " " + row);
                }
            }
            return null;
        }
    };

    /**
     * What does not hold.
     *
     * @param kind what a smaller case must share
     */
    record Failure(String kind, String sql, String detail) {}

    abstract @Nullable Failure run(World world, List<Sql> pieces);

    private static @Nullable Failure error(Answer answer, String sql) {
        return answer.dataException() ? null : new Failure("error " + answer.state(), sql, answer.message());
    }

    private static @Nullable Failure differs(String sql, Answer first, Answer other, String who) {
        if (first.dataException() || other.dataException()) {
            return null;
        } else if (other.failed()) {
            return new Failure("error " + other.state(), sql, who + ": " + other);
        }
        boolean ordered = sql.matches("(?s).* ORDER BY [0-9].*");
        boolean same =
                ordered ? first.rows().equals(other.rows()) : first.sorted().equals(other.sorted());
        return same ? null : new Failure("rows " + who, sql, "BlazeDB " + first + "\n    " + who + " " + other);
    }

    private static @Nullable Failure same(World world, String sql, String reference) {
        for (Target shape : world.shapes()) {
            Answer first = shape.run(sql);
            Answer other = shape.run(reference);
            if (first.dataException() || other.dataException()) {
                return null;
            } else if (first.failed() || other.failed()) {
                return error(first.failed() ? first : other, first.failed() ? sql : reference);
            } else if (!first.sorted().equals(other.sorted())) {
                return new Failure("partition", sql + ";\n" + reference, shape + " " + first + "\n    " + other);
            }
        }
        return null;
    }

    private static @Nullable Failure parts(
            World world, String whole, String start, String condition, String union, String around) {
        List<String> parts = new ArrayList<>();
        for (String part : List.of(condition, "NOT " + condition, condition + " IS NULL")) {
            parts.add(start + part);
        }
        String united = String.join(union, parts);
        return same(world, whole, around.isEmpty() ? united : around + united + ") AS q");
    }
}
