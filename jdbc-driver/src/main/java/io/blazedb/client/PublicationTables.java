/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.jdbc.escape.SqlCondition;
import java.util.ArrayList;
import java.util.List;

/** Says which tables, columns and rows a publication lets out. */
public final class PublicationTables {
    private final List<Table> tables = new ArrayList<>();

    PublicationTables() {}

    /** Adds a table; without more, all of its present columns and all of its rows. */
    public Table table(String name) {
        Table table = new Table(this, name);
        tables.add(table);
        return table;
    }

    String toSql() {
        if (tables.isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_DEFINITION, "A publication needs a table.");
        }
        List<String> parts = new ArrayList<>();
        tables.forEach(table -> parts.add(table.toSql()));
        return String.join(", ", parts);
    }

    /** A published table. */
    public static final class Table {
        private final PublicationTables publication;
        private final String name;
        private String columns = "";
        private String condition = "";

        private Table(PublicationTables publication, String name) {
            this.publication = publication;
            this.name = name;
        }

        /** Lets out these columns only. */
        public Table columns(String... names) {
            columns = " (" + Names.list(List.of(names)) + ")";
            return this;
        }

        /** Lets out all columns but these. */
        public Table except(String... names) {
            columns = " EXCEPT (" + Names.list(List.of(names)) + ")";
            return this;
        }

        /**
         * Lets out the rows that meet a condition only.
         *
         * @param sql a condition in SQL over the table's columns; it is code, never put a user's input into it
         */
        public Table where(String sql) {
            if (!SqlCondition.isEnclosed(sql)) {
                throw new BlazeSqlException(
                        SqlErrorCode.SYNTAX_ERROR,
                        "The condition of a published table must be one whole SQL condition.");
            }
            condition = " WHERE (" + sql + ")";
            return this;
        }

        /** Adds another table to the same publication. */
        public Table table(String name) {
            return publication.table(name);
        }

        private String toSql() {
            return "TABLE " + Names.table(name) + columns + condition;
        }
    }
}
