/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.SqlText;
import io.blazedb.calcite.parser.statement.Assignment;
import io.blazedb.calcite.parser.statement.DeleteNode;
import io.blazedb.calcite.parser.statement.InsertNode;
import io.blazedb.calcite.parser.statement.UpdateNode;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.validate.LiteralParameter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.jspecify.annotations.Nullable;

/**
 * Puts parameters in the place of literals where the plan does not depend on their values: what a column is compared with in WHERE and ON,
 * what INSERT and UPDATE assign. Everywhere else a literal may decide what a statement means (a position in ORDER BY, a row limit, an
 * expression that GROUP BY repeats) and stays. Compiles one statement; not thread-safe.
 */
public final class LiteralParameters {
    private final SqlText text;
    private final BlazeParser.Located tree;
    private final Map<Integer, Integer> literalAt = new HashMap<>();
    private final List<LiteralParameter> parameters = new ArrayList<>();
    private final List<Integer> literals = new ArrayList<>();
    private final boolean[] wanted;

    private LiteralParameters(SqlText text, BlazeParser.Located tree, boolean[] wanted) {
        this.text = text;
        this.tree = tree;
        this.wanted = wanted;
        for (int i = 0; i < text.literals().size(); i++) {
            literalAt.put(text.literals().get(i).start(), i);
        }
    }

    /**
     * A statement compiled with parameters for some of its literals.
     *
     * @param query the plan
     * @param literals for each parameter the number of its literal
     */
    public record Compiled(CompiledQuery query, List<Integer> literals) {}

    /**
     * Compiles a statement with as many parameters as keep its meaning.
     *
     * @return null if there are none, or if the statement cannot be compiled so; it may be compilable as it stands
     */
    public static @Nullable Compiled compile(String sql, SqlText text, PlanningContext context) {
        boolean[] wanted = new boolean[text.literals().size()];
        Arrays.fill(wanted, true);
        while (true) {
            LiteralParameters pass = new LiteralParameters(text, BlazeParser.parseLocated(sql), wanted);
            if (WithModifications.of(pass.tree.node()) != null) {
                return null;
            }
            SqlNode statement = pass.statement(pass.tree.node());
            if (pass.parameters.isEmpty()) {
                return null;
            }
            CompiledQuery query = BlazePlanner.compile(statement, context);
            boolean fitting = !keepDeciding(query, text, wanted);
            for (int i = 0; i < pass.parameters.size(); i++) {
                if (!pass.parameters.get(i).isFitting()) {
                    wanted[pass.literals.get(i)] = false;
                    fitting = false;
                }
            }
            if (fitting) {
                return new Compiled(query, List.copyOf(pass.literals));
            }
        }
    }

    /** Keeps literals that may be in the predicate of an index: by their values they decide whether it can be used. */
    private static boolean keepDeciding(CompiledQuery query, SqlText text, boolean[] wanted) {
        Set<SqlText.LiteralKind> deciding = EnumSet.noneOf(SqlText.LiteralKind.class);
        for (ResolvedTable table : query.tables()) {
            for (IndexDefinition index : table.definition().indexes()) {
                SqlText predicate = index.predicateSql() == null ? null : SqlText.of(index.predicateSql());
                if (predicate != null) {
                    predicate.literals().forEach(literal -> deciding.add(literal.kind()));
                }
            }
        }
        boolean kept = false;
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] && deciding.contains(text.literals().get(i).kind())) {
                wanted[i] = false;
                kept = true;
            }
        }
        return kept;
    }

    /** The type of the parameter that stands for a literal; null if no parameter can. */
    public static @Nullable SqlType type(SqlText.Literal literal) {
        return switch (literal.kind()) {
            case STRING -> SqlType.of(SqlType.Name.VARCHAR);
            case INTEGER -> {
                if (literal.text().length() > 18) {
                    yield null;
                }
                boolean small = Long.parseLong(literal.text()) <= Integer.MAX_VALUE;
                yield SqlType.of(small ? SqlType.Name.INTEGER : SqlType.Name.BIGINT);
            }
            case DECIMAL -> {
                BigDecimal value = new BigDecimal(literal.text());
                int precision = Math.max(value.precision(), value.scale());
                yield precision > 18 ? null : new SqlType(SqlType.Name.DECIMAL, precision, value.scale());
            }
        };
    }

    private SqlNode statement(SqlNode node) {
        if (node instanceof InsertNode insert) {
            inserted(insert.source());
        } else if (node instanceof UpdateNode update) {
            List<Assignment> assignments =
                    update.assignments().stream().map(this::assignment).toList();
            from(update.from());
            condition(update.where());
            return update.withAssignments(assignments);
        } else if (node instanceof DeleteNode delete) {
            from(delete.using());
            condition(delete.where());
        } else {
            query(node);
        }
        return node;
    }

    private Assignment assignment(Assignment assignment) {
        List<SqlNode> values = new ArrayList<>();
        for (SqlNode value : assignment.values()) {
            LiteralParameter parameter = parameter(value);
            values.add(parameter == null ? value : parameter);
        }
        return new Assignment(assignment.columns(), values);
    }

    private void inserted(SqlNode source) {
        if (source.getKind() != SqlKind.VALUES) {
            query(source);
            return;
        }
        for (SqlNode row : ((SqlCall) source).getOperandList()) {
            if (row.getKind() == SqlKind.ROW) {
                SqlCall cells = (SqlCall) row;
                for (int i = 0; i < cells.operandCount(); i++) {
                    assigned(cells, i);
                }
            }
        }
    }

    private void assigned(SqlCall cells, int i) {
        SqlNode cell = cells.operand(i);
        if (cell.getKind() == SqlKind.MINUS_PREFIX) {
            replace((SqlCall) cell, 0);
        } else {
            replace(cells, i);
        }
    }

    private void query(SqlNode node) {
        if (node instanceof SqlSelect select) {
            from(select.getFrom());
            condition(select.getWhere());
        } else if (node instanceof SqlOrderBy ordered) {
            query(ordered.query);
        } else if (node instanceof SqlWith with) {
            for (SqlNode item : with.withList) {
                query(((SqlWithItem) item).query);
            }
            query(with.body);
        } else if (node.isA(SqlKind.SET_QUERY)) {
            ((SqlCall) node).getOperandList().forEach(this::query);
        }
    }

    private void from(@Nullable SqlNode node) {
        if (node instanceof SqlJoin join) {
            from(join.getLeft());
            from(join.getRight());
            condition(join.getCondition());
        } else if (node != null && node.getKind() == SqlKind.AS) {
            from(((SqlCall) node).operand(0));
        } else if (node != null && node.isA(SqlKind.QUERY)) {
            query(node);
        }
    }

    private void condition(@Nullable SqlNode node) {
        if (!(node instanceof SqlCall call)) {
            return;
        }
        switch (call.getKind()) {
            case AND, OR, NOT -> call.getOperandList().forEach(this::condition);
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> {
                if (call.operand(0) instanceof SqlIdentifier) {
                    replace(call, 1);
                }
            }
            case BETWEEN -> {
                if (call.operand(0) instanceof SqlIdentifier) {
                    replace(call, 1);
                    replace(call, 2);
                }
            }
            case IN, NOT_IN -> {
                if (call.operand(1).isA(SqlKind.QUERY)) {
                    query(call.operand(1));
                }
            }
            case EXISTS -> query(call.operand(0));
            default -> {}
        }
    }

    private void replace(SqlCall call, int operand) {
        LiteralParameter parameter = parameter(call.operand(operand));
        if (parameter != null) {
            call.setOperand(operand, parameter);
        }
    }

    /** A parameter for a literal; null for anything else, and for a literal that is not the one the text has in its place. */
    private @Nullable LiteralParameter parameter(@Nullable SqlNode node) {
        if (!(node instanceof SqlLiteral literal)) {
            return null;
        }
        Integer number = literalAt.get(tree.offset().applyAsInt(literal.getParserPosition()));
        if (number == null || !wanted[number]) {
            return null;
        }
        SqlText.Literal written = text.literals().get(number);
        SqlType type = type(written);
        if (type == null || !isSame(literal, written)) {
            return null;
        }
        LiteralParameter parameter = new LiteralParameter(parameters.size(), type, literal.getParserPosition());
        parameters.add(parameter);
        literals.add(number);
        return parameter;
    }

    private static boolean isSame(SqlLiteral literal, SqlText.Literal written) {
        return switch (literal.getTypeName()) {
            case DECIMAL ->
                written.kind() != SqlText.LiteralKind.STRING
                        && new BigDecimal(written.text()).compareTo(literal.getValueAs(BigDecimal.class)) == 0;
            case CHAR ->
                written.kind() == SqlText.LiteralKind.STRING && written.text().equals(literal.getValueAs(String.class));
            default -> false;
        };
    }
}
