/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random tables with rows, indexes and views, as statements of one row each so that they can be made fewer. */
final class Schemas {
    private static final int TABLES = 3;

    private final Random random;
    private final Dialect dialect;
    private final Constants constants;
    private final List<Table> tables = new ArrayList<>();
    private final List<String> statements = new ArrayList<>();
    private final List<String> indexes = new ArrayList<>();

    Schemas(Random random, Dialect dialect) {
        this.random = random;
        this.dialect = dialect;
        this.constants = new Constants(random, dialect);
        for (int i = 0; i < TABLES; i++) {
            table("r" + i);
        }
        List<Table> base = List.copyOf(tables);
        for (int i = 0; i < 2; i++) {
            view("v" + i, base);
        }
    }

    List<Table> tables() {
        return tables;
    }

    /** Tables, rows and views for every database. */
    List<String> statements() {
        return statements;
    }

    /** Indexes for those databases that shall have them. */
    List<String> indexes() {
        return indexes;
    }

    private void table(String name) {
        List<Table.Column> columns = new ArrayList<>();
        columns.add(new Table.Column("id", Type.INTEGER));
        List<Type> types = dialect.types();
        int count = 3 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            columns.add(new Table.Column("a" + i, types.get(random.nextInt(types.size()))));
        }
        List<String> definitions = new ArrayList<>();
        definitions.add("id INTEGER PRIMARY KEY");
        boolean[] required = new boolean[columns.size()];
        for (int i = 1; i < columns.size(); i++) {
            required[i] = random.nextInt(5) == 0;
            definitions.add(
                    columns.get(i).name() + " " + columns.get(i).type().sql() + (required[i] ? " NOT NULL" : ""));
        }
        statements.add("CREATE TABLE " + name + " (" + String.join(", ", definitions) + ")");
        rows(name, columns, required);
        for (int i = 0; i < 3; i++) {
            index(name, columns, i);
        }
        tables.add(new Table(name, columns, true));
    }

    private void rows(String name, List<Table.Column> columns, boolean[] required) {
        int count = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(14);
        for (int row = 0; row < count; row++) {
            List<String> values = new ArrayList<>();
            values.add(String.valueOf(row * 3 + random.nextInt(3) - 2));
            for (int i = 1; i < columns.size(); i++) {
                boolean missing = !required[i] && random.nextInt(4) == 0;
                values.add(
                        missing ? "NULL" : constants.of(columns.get(i).type()).text());
            }
            statements.add("INSERT INTO " + name + " VALUES (" + String.join(", ", values) + ")");
        }
    }

    private void index(String name, List<Table.Column> columns, int number) {
        List<String> keys = new ArrayList<>();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            String column = columns.get(1 + random.nextInt(columns.size() - 1)).name();
            if (keys.stream().noneMatch(key -> key.startsWith(column))) {
                keys.add(column + (random.nextInt(3) == 0 ? " DESC" : ""));
            }
        }
        Table.Column column = columns.get(1 + random.nextInt(columns.size() - 1));
        String key = column.type() == Type.TEXT && random.nextBoolean()
                ? "UPPER(" + column.name() + ")"
                : String.join(", ", keys);
        String where = random.nextInt(4) == 0 ? " WHERE " + column.name() + " IS NOT NULL" : "";
        indexes.add("CREATE INDEX " + name + "_i" + number + " ON " + name + " (" + key + ")" + where);
    }

    private void view(String name, List<Table> base) {
        Queries queries = new Queries(random, dialect, base);
        List<Type> types = queries.types(2 + random.nextInt(2));
        List<Table.Column> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add(new Table.Column("b" + i, types.get(i)));
            names.add("b" + i);
        }
        statements.add("CREATE VIEW " + name + " (" + String.join(", ", names) + ") AS " + queries.body(types));
        tables.add(new Table(name, columns, false));
    }
}
