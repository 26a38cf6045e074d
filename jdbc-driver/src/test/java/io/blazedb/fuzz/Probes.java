/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws the pieces of which a {@link Check} makes its queries. */
final class Probes {
    private final Random random;
    private final Queries queries;
    private final List<Table> tables;
    private final Constants constants;

    Probes(Random random, Dialect dialect, List<Table> tables) {
        this.random = random;
        this.tables = tables;
        this.queries = new Queries(random, dialect, tables);
        this.constants = new Constants(random, dialect);
    }

    List<Sql> draw(Check check) {
        return switch (check) {
            case ANSWERS -> List.of(queries.statement());
            case PARTS_OF_ROWS, REFERENCE, PARTS_OF_DISTINCT, PARTS_OF_AGGREGATE -> filtered();
            case PARTS_OF_GROUPS -> grouped();
            case PIVOT -> pivot();
        };
    }

    private List<Sql> filtered() {
        Queries.From from = queries.from(null, 2);
        Type type = queries.types(1).get(0);
        Sql value = queries.expressions().of(type == Type.BOOLEAN ? Type.INTEGER : type, from.scope(), 1);
        return List.of(from.sql(), queries.expressions().condition(from.scope(), 3), value);
    }

    private List<Sql> grouped() {
        Queries.From from = queries.from(null, 2);
        List<Sql> leaves = from.scope().leaves();
        Sql key = leaves.get(random.nextInt(leaves.size()));
        List<Sql> grouped = new ArrayList<>(List.of(key));
        grouped.add(queries.aggregate(Type.INTEGER, from.scope()));
        grouped.add(queries.aggregate(key.type(), from.scope()));
        return List.of(from.sql(), queries.expressions().condition(new Scope(grouped, null, null), 1), key);
    }

    /** A table's name, its row of random constants as a query, a condition, and what tells the row from others. */
    private List<Sql> pivot() {
        Table table = tables.get(random.nextInt(tables.size()));
        List<Sql> values = new ArrayList<>();
        List<Sql> same = new ArrayList<>();
        for (Table.Column column : table.columns()) {
            Sql value = constants.of(column.type());
            values.add(Sql.other("CAST(", value, " AS " + column.type().sql() + ") AS " + column.name()));
            same.add(Sql.other("t0." + column.name() + " = ", value));
        }
        return List.of(
                Sql.other("(SELECT * FROM " + table.name() + " UNION ALL SELECT ", Queries.fixed(values), ")"),
                Sql.other("SELECT ", Queries.fixed(values)),
                queries.expressions().condition(table.as("t0"), 3),
                Sql.other(
                        "t0." + table.columns().get(0).name() + " IS NOT NULL",
                        Sql.clause(" AND ", Sql.list(" AND ", same))));
    }
}
