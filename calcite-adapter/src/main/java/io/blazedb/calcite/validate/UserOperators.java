/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.function.UserFunction;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.apache.calcite.util.Optionality;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Functions of the program as operators. Those of the engine come first: none of them can be replaced. */
public final class UserOperators {
    private UserOperators() {}

    /** The engine's operators and these. */
    static SqlOperatorTable with(List<UserFunction> functions) {
        if (functions.isEmpty()) {
            return BlazeOperators.INSTANCE;
        }
        List<SqlOperator> operators = new ArrayList<>();
        for (UserFunction function : functions) {
            operators.add(
                    function instanceof UserFunction.Aggregate aggregate
                            ? new Aggregate(aggregate)
                            : new Scalar((UserFunction.Scalar) function));
        }
        return new Table(SqlOperatorTables.of(operators));
    }

    /** The engine's operators, then others whose names are not case-sensitive either. */
    private record Table(SqlOperatorTable others) implements SqlOperatorTable {
        @Override
        public void lookupOperatorOverloads(
                SqlIdentifier name,
                @Nullable SqlFunctionCategory category,
                SqlSyntax syntax,
                List<SqlOperator> found,
                SqlNameMatcher matcher) {
            BlazeOperators.INSTANCE.lookupOperatorOverloads(name, category, syntax, found, matcher);
            if (found.isEmpty()) {
                others.lookupOperatorOverloads(name, category, syntax, found, SqlNameMatchers.withCaseSensitive(false));
            }
        }

        @Override
        public List<SqlOperator> getOperatorList() {
            List<SqlOperator> operators = new ArrayList<>(BlazeOperators.INSTANCE.getOperatorList());
            operators.addAll(others.getOperatorList());
            return operators;
        }
    }

    private static String name(UserFunction function) {
        return function.name().toUpperCase(Locale.ROOT);
    }

    private static SqlReturnTypeInference result(UserFunction function) {
        return binding -> BlazeTypes.toRel(binding.getTypeFactory(), function.result(), true);
    }

    private static SqlOperandTypeChecker operands(UserFunction function) {
        return OperandTypes.family(
                function.arguments().stream().map(UserOperators::family).toList());
    }

    /** Parameters as arguments have the types that the function wants. */
    private static SqlOperandTypeInference parameters(UserFunction function) {
        return (binding, result, arguments) -> {
            for (int i = 0; i < Math.min(arguments.length, function.arguments().size()); i++) {
                arguments[i] = BlazeTypes.toRel(
                        binding.getTypeFactory(), function.arguments().get(i), true);
            }
        };
    }

    private static SqlTypeFamily family(SqlType type) {
        return switch (type.name()) {
            case BOOLEAN -> SqlTypeFamily.BOOLEAN;
            case SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> SqlTypeFamily.NUMERIC;
            case CHAR, VARCHAR -> SqlTypeFamily.CHARACTER;
            case BINARY, VARBINARY -> SqlTypeFamily.BINARY;
            case DATE -> SqlTypeFamily.DATE;
            case TIME -> SqlTypeFamily.TIME;
            case TIMESTAMP, TIMESTAMP_TZ -> SqlTypeFamily.TIMESTAMP;
            default -> SqlTypeFamily.ANY;
        };
    }

    /** A function of values. It is computed for each row: only the program knows whether it always gives the same. */
    public static final class Scalar extends SqlFunction {
        private static final long serialVersionUID = 1L;
        private final transient UserFunction.Scalar function;

        Scalar(UserFunction.Scalar function) {
            super(
                    name(function),
                    SqlKind.OTHER_FUNCTION,
                    result(function),
                    parameters(function),
                    operands(function),
                    SqlFunctionCategory.USER_DEFINED_FUNCTION);
            this.function = function;
        }

        public UserFunction.Scalar function() {
            return function;
        }

        @Override
        public boolean isDeterministic() {
            return false;
        }
    }

    /** A function of rows. */
    public static final class Aggregate extends SqlAggFunction {
        private static final long serialVersionUID = 1L;
        private final transient UserFunction.Aggregate function;

        Aggregate(UserFunction.Aggregate function) {
            super(
                    name(function),
                    null,
                    SqlKind.OTHER_FUNCTION,
                    result(function),
                    parameters(function),
                    operands(function),
                    SqlFunctionCategory.USER_DEFINED_FUNCTION,
                    false,
                    false,
                    Optionality.OPTIONAL);
            this.function = function;
        }

        public UserFunction.Aggregate function() {
            return function;
        }
    }
}
