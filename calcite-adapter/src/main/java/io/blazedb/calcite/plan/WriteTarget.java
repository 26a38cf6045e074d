/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.statement.ModifyNode;
import io.blazedb.calcite.schema.BlazeTypes;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The table that a statement writes.
 *
 * @param resolved the table
 * @param name its name as written
 * @param alias what the statement calls it
 */
record WriteTarget(ResolvedTable resolved, SqlIdentifier name, String alias) {

    /** The target of a statement; it must be a table. */
    static WriteTarget of(ModifyNode statement, PlanningContext context) {
        SqlIdentifier name = statement.target();
        ResolvedTable target = context.resolve(name.names);
        if (target == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE, "table \"" + String.join(".", name.names) + "\" does not exist");
        }
        if (target.definition().kind() != TableDefinition.Kind.TABLE) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "\"" + target.definition().name() + "\" is a view and cannot be written to");
        }
        return new WriteTarget(target, name, statement.targetName());
    }

    TableDefinition table() {
        return resolved.definition();
    }

    /** {@code name AS alias}. */
    SqlNode named() {
        return named(alias);
    }

    /** The table under another name. */
    SqlNode named(String other) {
        return SourceQueries.named(SourceQueries.copy(name), other);
    }

    /** The table under its alias, with the hidden key as its last column; its rows are chosen by policies for these commands. */
    SqlNode keyed(Frontend frontend, Command... commands) {
        return SourceQueries.named(new SqlIdentifier(frontend.keyedName(resolved, commands), SqlParserPos.ZERO), alias);
    }

    /** Position of a column. */
    int column(SqlIdentifier column) {
        String simple = column.names.get(column.names.size() - 1);
        int position = table().columnIndex(simple);
        if (position < 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_COLUMN,
                    "column \"" + simple + "\" of table \"" + table().name() + "\" does not exist");
        }
        return position;
    }

    /** The expression given for a column: DEFAULT becomes the column's default, a parameter gets the column's type. */
    SqlNode assigned(SqlNode value, int position, Frontend frontend) {
        ColumnDefinition column = table().columns().get(position);
        if (value.getKind() == SqlKind.DEFAULT) {
            String text = column.defaultSql();
            return text == null ? SqlLiteral.createNull(SqlParserPos.ZERO) : BlazeParser.parseExpression(text);
        }
        if (column.isGenerated() || !(value instanceof SqlLiteral literal && literal.getValue() == null)) {
            requireNotGenerated(position);
        }
        hint(value, position, frontend);
        return value;
    }

    /** Refuses a value for a column that only ever gets generated ones. */
    void requireNotGenerated(int position) {
        ColumnDefinition column = table().columns().get(position);
        if (column.isGenerated()) {
            throw new BlazeSqlException(
                    SqlErrorCode.GENERATED_ALWAYS,
                    "column \"" + column.name() + "\" is a generated column and takes DEFAULT only");
        }
        if (column.identity() == ColumnDefinition.Identity.ALWAYS) {
            throw new BlazeSqlException(
                    SqlErrorCode.GENERATED_ALWAYS,
                    "column \"" + column.name() + "\" is GENERATED ALWAYS and takes DEFAULT only");
        }
    }

    /** Gives a parameter the type of the column it is assigned to. */
    void hint(SqlNode value, int position, Frontend frontend) {
        if (value instanceof SqlDynamicParam parameter) {
            ColumnDefinition column = table().columns().get(position);
            frontend.hint(parameter.getIndex(), BlazeTypes.toRel(frontend.typeFactory(), column.type(), true));
        }
    }
}
