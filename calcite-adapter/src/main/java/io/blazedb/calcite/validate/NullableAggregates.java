/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import java.util.List;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.util.Optionality;

/**
 * Aggregate functions that give NULL for no rows, or for one, whatever their arguments are. Calcite's have no NULL in their types where the
 * arguments have none, so that {@code HAVING string_agg(name, ',') IS NULL} would be false always.
 */
final class NullableAggregates {
    private static final List<SqlAggFunction> ALL = List.of(
            // That of integers may lie between them.
            percentile("PERCENTILE_CONT", SqlKind.PERCENTILE_CONT, ReturnTypes.DOUBLE),
            percentile("PERCENTILE_DISC", SqlKind.PERCENTILE_DISC, ReturnTypes.PERCENTILE_DISC_CONT),
            // As for ARRAY_AGG, an order of the rows may stand behind the arguments; that is what this kind says to
            // Calcite.
            SqlBasicAggFunction.create(
                            "STRING_AGG",
                            SqlKind.ARRAY_AGG,
                            nullable(ReturnTypes.ARG0),
                            OperandTypes.STRING.or(OperandTypes.STRING_STRING))
                    .withFunctionType(SqlFunctionCategory.SYSTEM)
                    .withSyntax(SqlSyntax.ORDERED_FUNCTION),
            SqlBasicAggFunction.create(
                            "LISTAGG",
                            SqlKind.LISTAGG,
                            nullable(ReturnTypes.ARG0),
                            OperandTypes.STRING.or(OperandTypes.STRING_STRING))
                    .withFunctionType(SqlFunctionCategory.SYSTEM)
                    .withGroupOrder(Optionality.OPTIONAL),
            SqlBasicAggFunction.create(
                            "ARRAY_AGG",
                            SqlKind.ARRAY_AGG,
                            nullable(ReturnTypes.andThen(ReturnTypes::stripOrderBy, ReturnTypes.TO_ARRAY_NULLABLE)),
                            OperandTypes.ANY)
                    .withFunctionType(SqlFunctionCategory.SYSTEM)
                    .withSyntax(SqlSyntax.ORDERED_FUNCTION)
                    .withAllowsNullTreatment(true),
            spread("STDDEV", SqlKind.STDDEV_SAMP),
            spread("STDDEV_SAMP", SqlKind.STDDEV_SAMP),
            spread("VARIANCE", SqlKind.VAR_SAMP),
            spread("VAR_SAMP", SqlKind.VAR_SAMP));

    private NullableAggregates() {}

    static SqlOperatorTable table() {
        return SqlOperatorTables.of(ALL);
    }

    /** The function of the same name that stands here, or else the one given. */
    static SqlAggFunction named(SqlAggFunction function) {
        for (SqlAggFunction own : ALL) {
            if (own.getName().equals(function.getName())) {
                return own;
            }
        }
        return function;
    }

    private static SqlAggFunction percentile(String name, SqlKind kind, SqlReturnTypeInference type) {
        return SqlBasicAggFunction.create(name, kind, nullable(type), OperandTypes.UNIT_INTERVAL_NUMERIC_LITERAL)
                .withFunctionType(SqlFunctionCategory.SYSTEM)
                .withGroupOrder(Optionality.MANDATORY)
                .withPercentile(true)
                .withAllowsFraming(false);
    }

    /** Of a sample, which one value alone does not have. */
    private static SqlAggFunction spread(String name, SqlKind kind) {
        return SqlBasicAggFunction.create(name, kind, nullable(ReturnTypes.AVG_AGG_FUNCTION), OperandTypes.NUMERIC);
    }

    private static SqlReturnTypeInference nullable(SqlReturnTypeInference type) {
        return type.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    }
}
