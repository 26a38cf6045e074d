/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.ArrayTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Functions of arrays: their signatures, in the letters of {@link ArrayTypes}, and result types. What they compute stands in {@code
 * exec.expression.ArrayFunctions}.
 */
public final class ArrayOperators {
    /**
     * What a result is.
     *
     * @param name its type or that of its elements; null for that of the elements of the arguments
     * @param array whether it is an array of them
     */
    private record Result(SqlType.@Nullable Name name, boolean array) {
        SqlType of(SqlType element) {
            SqlType single = name == null ? element : SqlType.of(name);
            return array ? SqlType.array(single) : single;
        }
    }

    private static final Result ARRAY = new Result(null, true);
    private static final Result ELEMENT = new Result(null, false);
    private static final Result TEXTS = new Result(SqlType.Name.VARCHAR, true);

    private static final Map<String, Function> FUNCTIONS = Map.ofEntries(
            function("ARRAY", ARRAY, "", "E*"),
            function("ARRAY_CAT", ARRAY, "RR"),
            function("ARRAY_APPEND", ARRAY, "RE"),
            function("ARRAY_PREPEND", ARRAY, "ER"),
            function("ARRAY_REMOVE", ARRAY, "RE"),
            function("ARRAY_REPLACE", ARRAY, "REE"),
            function("ARRAY_SLICE", ARRAY, "RNN*"),
            function("ARRAY_SET", ARRAY, "ERN*"),
            function("ARRAY_FILL", ARRAY, "EA"),
            function("TRIM_ARRAY", ARRAY, "RN"),
            function("SUBSCRIPT", ELEMENT, "RN*"),
            function("ARRAY_LENGTH", of(SqlType.Name.INTEGER), "RN"),
            function("ARRAY_UPPER", of(SqlType.Name.INTEGER), "RN"),
            function("ARRAY_LOWER", of(SqlType.Name.INTEGER), "RN"),
            function("ARRAY_NDIMS", of(SqlType.Name.INTEGER), "R"),
            function("ARRAY_DIMS", of(SqlType.Name.VARCHAR), "R"),
            function("CARDINALITY", of(SqlType.Name.INTEGER), "R"),
            function("ARRAY_POSITION", of(SqlType.Name.INTEGER), "RE", "REN"),
            function("ARRAY_POSITIONS", new Result(SqlType.Name.INTEGER, true), "RE"),
            function("ARRAY_TO_STRING", of(SqlType.Name.VARCHAR), "RT", "RTT"),
            function("STRING_TO_ARRAY", TEXTS, "TT", "TTT"),
            function("REGEXP_MATCH", TEXTS, "TT", "TTT"),
            function("REGEXP_SPLIT_TO_ARRAY", TEXTS, "TT", "TTT"),
            function("WIDTH_BUCKET", of(SqlType.Name.INTEGER), "ER"),
            function("CURRENT_SCHEMAS", TEXTS, "B"),
            function("&&", of(SqlType.Name.BOOLEAN), "RR"),
            function("= ANY", of(SqlType.Name.BOOLEAN), "ER"),
            function("<> ANY", of(SqlType.Name.BOOLEAN), "ER"),
            function("< ANY", of(SqlType.Name.BOOLEAN), "ER"),
            function("<= ANY", of(SqlType.Name.BOOLEAN), "ER"),
            function("> ANY", of(SqlType.Name.BOOLEAN), "ER"),
            function(">= ANY", of(SqlType.Name.BOOLEAN), "ER"),
            function("= ALL", of(SqlType.Name.BOOLEAN), "ER"),
            function("<> ALL", of(SqlType.Name.BOOLEAN), "ER"),
            function("< ALL", of(SqlType.Name.BOOLEAN), "ER"),
            function("<= ALL", of(SqlType.Name.BOOLEAN), "ER"),
            function("> ALL", of(SqlType.Name.BOOLEAN), "ER"),
            function(">= ALL", of(SqlType.Name.BOOLEAN), "ER"));

    private ArrayOperators() {}

    private static Result of(SqlType.Name name) {
        return new Result(name, false);
    }

    private static Map.Entry<String, Function> function(String name, Result result, String... signatures) {
        return Map.entry(name, new Function(name, result, List.of(signatures)));
    }

    static List<SqlOperator> all() {
        return List.copyOf(FUNCTIONS.values());
    }

    /** The operator of this name. */
    public static SqlFunction of(String name) {
        Function function = FUNCTIONS.get(name);
        if (function == null) {
            throw new IllegalArgumentException(name);
        }
        return function;
    }

    /** Whether there is a function of arrays of this name. */
    static boolean isOfArrays(String name) {
        return FUNCTIONS.containsKey(name);
    }

    /** The signature of a function, of these that arguments of such types fit; null if it is none of arrays. */
    public static @Nullable String signature(String name, List<SqlType> types) {
        Function function = FUNCTIONS.get(name);
        return function == null ? null : function.signature(types);
    }

    /** A function with its signatures. */
    private static final class Function extends SqlFunction {
        private static final long serialVersionUID = 1L;
        private final transient Result result;
        private final transient List<String> signatures;

        Function(String name, Result result, List<String> signatures) {
            super(
                    name,
                    SqlKind.OTHER_FUNCTION,
                    null,
                    null,
                    new Operands(name, signatures),
                    SqlFunctionCategory.USER_DEFINED_FUNCTION);
            this.result = result;
            this.signatures = signatures;
        }

        @Nullable
        String signature(List<SqlType> types) {
            return ArrayOperators.signature(signatures, types);
        }

        @Override
        public boolean isDeterministic() {
            return !getName().equals("CURRENT_SCHEMAS");
        }

        @Override
        public org.apache.calcite.rel.type.RelDataType inferReturnType(SqlOperatorBinding binding) {
            List<SqlType> types = types(binding);
            String signature = signature(types);
            SqlType element = ArrayTypes.element(signature == null ? signatures.get(0) : signature, types);
            return BlazeTypes.toRel(binding.getTypeFactory(), result.of(element), true);
        }
    }

    private static @Nullable String signature(List<String> signatures, List<SqlType> types) {
        for (String signature : signatures) {
            boolean open = signature.endsWith("*");
            int least = signature.length() - (open ? 1 : 0);
            boolean count = open ? types.size() >= least : types.size() == least;
            if (count && ArrayTypes.fits(signature.replace('A', 'R'), types)) {
                return signature.replace('A', ' ');
            }
        }
        return null;
    }

    private static List<SqlType> types(SqlOperatorBinding binding) {
        List<SqlType> types = new ArrayList<>();
        binding.collectOperandTypes().forEach(type -> types.add(BlazeTypes.fromRel(type)));
        return types;
    }

    /** Checks arguments by signatures. */
    private record Operands(String name, List<String> signatures) implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            boolean plain = true;
            for (int i = 0; i < binding.getOperandCount(); i++) {
                plain &= binding.getOperandType(i).getSqlTypeName() != SqlTypeName.ROW;
            }
            if (plain && signature(signatures, types(binding)) != null) {
                return true;
            }
            if (throwOnFailure) {
                throw binding.newValidationSignatureError();
            }
            return false;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            int least = Integer.MAX_VALUE;
            int most = 0;
            for (String signature : signatures) {
                boolean open = signature.endsWith("*");
                least = Math.min(least, signature.length() - (open ? 1 : 0));
                most = open ? -1 : Math.max(most, signature.length());
            }
            return most < 0 ? SqlOperandCountRanges.from(least) : SqlOperandCountRanges.between(least, most);
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String operatorName) {
            return operatorName;
        }
    }
}
