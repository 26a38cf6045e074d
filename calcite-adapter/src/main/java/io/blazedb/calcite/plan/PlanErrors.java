/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.jspecify.annotations.Nullable;

/** Turns what Calcite throws into one sentence with a SQLSTATE. */
final class PlanErrors {
    private record Rule(Pattern pattern, SqlErrorCode code, String message) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    "Object '(.*?)' not found(?: within '(.*?)')?.*",
                    SqlErrorCode.UNDEFINED_TABLE,
                    "table \"%s\" does not exist"),
            rule("Statement preparation aborted.*", SqlErrorCode.QUERY_CANCELED, "the statement was cancelled"),
            rule("Table '(.*?)' not found.*", SqlErrorCode.UNDEFINED_TABLE, "table or alias \"%s\" does not exist"),
            rule(
                    "Column '(.*?)' not found in (?:any )?table.*",
                    SqlErrorCode.UNDEFINED_COLUMN,
                    "column \"%s\" does not exist"),
            rule("Unknown target column '(.*?)'.*", SqlErrorCode.UNDEFINED_COLUMN, "column \"%s\" does not exist"),
            rule("Unknown field '(.*?)'.*", SqlErrorCode.UNDEFINED_COLUMN, "column \"%s\" does not exist"),
            rule(
                    "Unknown identifier '\\*'.*",
                    SqlErrorCode.SYNTAX_ERROR,
                    "\"*\" stands for columns only in a select list and in COUNT(*)"),
            rule("Unknown identifier '(.*?)'.*", SqlErrorCode.UNDEFINED_TABLE, "table or alias \"%s\" does not exist"),
            rule(
                    "Column '(.*?)' is ambiguous.*",
                    SqlErrorCode.AMBIGUOUS_COLUMN,
                    "column reference \"%s\" is ambiguous"),
            rule(
                    "Column name '(.*?)' in (?:NATURAL|USING).*",
                    SqlErrorCode.AMBIGUOUS_COLUMN,
                    "column \"%s\" cannot be joined on"),
            rule(
                    "Duplicate relation name '(.*?)' in FROM.*",
                    SqlErrorCode.DUPLICATE_ALIAS,
                    "table name \"%s\" is used more than once"),
            rule(
                    "No match found for function signature ([^(]+)(.*)",
                    SqlErrorCode.UNDEFINED_FUNCTION,
                    "function %s%s does not exist"),
            rule(
                    "Invalid number of arguments to function '(.*?)'.*",
                    SqlErrorCode.UNDEFINED_FUNCTION,
                    "function %s does not take this number of arguments"),
            rule(
                    "Expression '(.*?)' is not being grouped.*",
                    SqlErrorCode.GROUPING_ERROR,
                    "column \"%s\" must appear in GROUP BY or be used in an aggregate function"),
            rule(
                    "Aggregate expression is illegal in (.*?) clause.*",
                    SqlErrorCode.GROUPING_ERROR,
                    "aggregate functions are not allowed in %s"),
            rule(
                    "Aggregate expressions cannot be nested.*",
                    SqlErrorCode.GROUPING_ERROR,
                    "aggregate functions cannot be nested"),
            rule(
                    "Windowed aggregate expression is illegal in (.*?) clause.*",
                    SqlErrorCode.GROUPING_ERROR,
                    "window functions are not allowed in %s"),
            rule("(.*clause must be a condition).*", SqlErrorCode.DATATYPE_MISMATCH, "%s"),
            rule(
                    "Cannot apply '\\$SCALAR_QUERY' to.*",
                    SqlErrorCode.SYNTAX_ERROR,
                    "a sub-query that stands for a value must return only one column"),
            rule(
                    "List of column aliases must have same degree as table; table has (\\d+) columns.*alias list has (\\d+) columns.*",
                    SqlErrorCode.INVALID_COLUMN_REFERENCE,
                    "the table has %s columns, but %s names are given"),
            rule(
                    "Argument to function '(.*?)' must be a literal.*",
                    SqlErrorCode.INVALID_PARAMETER,
                    "the argument of function %s must be a constant"),
            rule(
                    "Argument to function '(.*?)' must not be NULL.*",
                    SqlErrorCode.INVALID_PARAMETER,
                    "the argument of function %s must not be NULL"),
            rule(
                    "Aggregate expression '(.*?)' must not contain a WITHIN GROUP clause.*",
                    SqlErrorCode.UNDEFINED_FUNCTION,
                    "%s is not an ordered-set aggregate, so it cannot have WITHIN GROUP"),
            rule(
                    "Parameters must be of the same type.*",
                    SqlErrorCode.DATATYPE_MISMATCH,
                    "the values must be of one type"),
            rule("Illegal interval literal format '(.*?)' for (.*)", SqlErrorCode.INVALID_DATETIME, "\"%s\" is no %s"),
            rule(
                    "Cannot apply '?(NOT|AND|OR)'? to arguments of type.*",
                    SqlErrorCode.DATATYPE_MISMATCH,
                    "the argument of %s must be of type BOOLEAN"),
            rule("Expected a boolean type.*", SqlErrorCode.DATATYPE_MISMATCH, "a condition must be of type BOOLEAN"),
            rule("'(.*?)' is not a valid time frame.*", SqlErrorCode.INVALID_PARAMETER, "\"%s\" is no unit of time"),
            rule(
                    "Cannot apply '?(.*?)'? to arguments of type '(.*?)'.*",
                    SqlErrorCode.UNDEFINED_FUNCTION,
                    "operator or function %s cannot be applied to %s"),
            rule(
                    "Cannot infer return type for (.*?); operand types: (.*)",
                    SqlErrorCode.UNDEFINED_FUNCTION,
                    "operator or function %s cannot be applied to %s"),
            rule(
                    "Identifier '(.*?)' is not a group expr",
                    SqlErrorCode.GROUPING_ERROR,
                    "sub-query uses column \"%s\" of the query around, which is not in its GROUP BY"),
            rule(
                    "Values passed to (.*?) operator must have compatible types.*",
                    SqlErrorCode.DATATYPE_MISMATCH,
                    "values of %s must have compatible types"),
            rule(
                    "Type mismatch in column (.*?) of (.*)",
                    SqlErrorCode.DATATYPE_MISMATCH,
                    "types of column %s do not match in %s"),
            rule(
                    "Column count mismatch in (.*)",
                    SqlErrorCode.SYNTAX_ERROR,
                    "each query of %s must have the same number of columns"),
            rule(
                    "Cast function cannot convert value of type (.*?)(?: NOT NULL)? to type (.*?)(?: NOT NULL)?",
                    SqlErrorCode.CANNOT_COERCE,
                    "a value of type %s cannot be cast to %s"),
            rule(
                    "Illegal mixing of types in CASE or COALESCE.*",
                    SqlErrorCode.DATATYPE_MISMATCH,
                    "CASE branches must have compatible types"),
            rule(
                    "Expression '(.*?)' is not in the select clause",
                    SqlErrorCode.INVALID_COLUMN_REFERENCE,
                    "for SELECT DISTINCT, ORDER BY expressions must appear in the select list: \"%s\""),
            rule(
                    "Number of columns must match number of query columns.*",
                    SqlErrorCode.INVALID_COLUMN_REFERENCE,
                    "there must be as many names of columns as columns"),
            rule(
                    "Ordinal out of range.*",
                    SqlErrorCode.INVALID_COLUMN_REFERENCE,
                    "ORDER BY or GROUP BY position is not in the select list"),
            rule(
                    "Illegal (DATE|TIME|TIMESTAMP) literal '\\d[-:. \\d]*'.*",
                    SqlErrorCode.DATETIME_OVERFLOW,
                    "date or time field out of range for type %s"),
            rule("Illegal (DATE|TIME|TIMESTAMP) literal.*", SqlErrorCode.INVALID_DATETIME, "invalid %s literal"),
            rule(
                    "Literal '(.*?)' can not be parsed to type '(.*?)'.*",
                    SqlErrorCode.INVALID_TEXT,
                    "\"%s\" is not a value of type %s"),
            rule("Numeric literal '(.*?)' out of range.*", SqlErrorCode.NUMERIC_OUT_OF_RANGE, "%s is out of range"));

    /** An enumerated type with its labels, of which messages say the name. */
    private static final Pattern ENUM_IN_MESSAGE = Pattern.compile("ENUM [^(.]*\\.([^(]*)\\([^)]*\\)");

    private static final Pattern TYPE_IN_BRACKETS = Pattern.compile("<([A-Z][^<>]*)>");

    private PlanErrors() {}

    private static Rule rule(String pattern, SqlErrorCode code, String message) {
        return new Rule(Pattern.compile(pattern, Pattern.DOTALL), code, message);
    }

    /** Runs a phase of planning; whatever it throws comes out as a BlazeSqlException. */
    static <T> T guarded(Supplier<T> phase) {
        try {
            return phase.get();
        } catch (BlazeSqlException own) {
            throw own;
        } catch (StackOverflowError tooDeep) {
            throw OperatorQuery.tooDeep(tooDeep);
        } catch (RuntimeException | AssertionError failure) {
            throw translated(failure);
        }
    }

    private static BlazeSqlException translated(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BlazeSqlException own) {
                return own;
            }
        }
        String position = failure instanceof CalciteContextException context && context.getPosLine() > 0
                ? " (line " + context.getPosLine() + ", column " + context.getPosColumn() + ")"
                : "";
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        if (deepest instanceof StackOverflowError tooDeep) {
            return OperatorQuery.tooDeep(tooDeep);
        }
        String message = deepest.getMessage() == null
                ? ""
                : ENUM_IN_MESSAGE.matcher(deepest.getMessage()).replaceAll("$1");
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern().matcher(message);
            if (matcher.matches()) {
                @Nullable Object[] parts = new Object[matcher.groupCount()];
                for (int i = 0; i < parts.length; i++) {
                    String part = matcher.group(i + 1);
                    parts[i] =
                            part == null ? null : TYPE_IN_BRACKETS.matcher(part).replaceAll("$1");
                }
                return new BlazeSqlException(
                        rule.code(), String.format(java.util.Locale.ROOT, rule.message(), parts) + position, failure);
            }
        }
        boolean users = failure instanceof CalciteContextException || deepest instanceof CalciteException;
        if (users && !message.isEmpty()) {
            return new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, firstSentence(message) + position, failure);
        }
        if (failure instanceof UnsupportedOperationException) {
            return new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "this query is not supported", failure);
        }
        return new BlazeSqlException(SqlErrorCode.INTERNAL_ERROR, "the statement cannot be planned", failure);
    }

    private static String firstSentence(String message) {
        String line = message.lines().findFirst().orElse(message).strip();
        String sentence = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
        return sentence.isEmpty() ? "invalid statement" : sentence;
    }
}
