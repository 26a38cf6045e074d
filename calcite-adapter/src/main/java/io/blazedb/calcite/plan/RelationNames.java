/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Finds where a parsed query names tables and views. Serves one query. */
final class RelationNames extends SqlBasicVisitor<@Nullable Void> {
    /**
     * A name in FROM.
     *
     * @param parts its parts as they stand in the text; resolving changes the name itself
     * @param isWhole whether all of its columns are meant, in order: they have other names behind it, or it is that of TABLE
     */
    record Named(List<SqlParserPos> parts, ResolvedTable table, boolean hasAlias, boolean isWhole) {}

    private final PlanningContext context;
    private final List<Named> relations = new ArrayList<>();
    private final List<SqlSelect> selects = new ArrayList<>();
    private final IdentityHashMap<SqlCall, ResolvedTable> wholeTables = new IdentityHashMap<>();
    private final List<SqlJoin> joins = new ArrayList<>();
    private final Deque<String> ofWith = new ArrayDeque<>();

    RelationNames(PlanningContext context) {
        this.context = context;
    }

    List<Named> relations() {
        return relations;
    }

    List<SqlSelect> selects() {
        return selects;
    }

    List<SqlJoin> joins() {
        return joins;
    }

    private static List<SqlParserPos> places(SqlIdentifier name) {
        List<SqlParserPos> places = new ArrayList<>();
        for (int i = 0; i < name.names.size(); i++) {
            places.add(name.getComponentParserPosition(i));
        }
        return places;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlWith with) {
            with(with);
            return null;
        }
        if (!(call instanceof SqlSelect select)) {
            return call.getKind() == SqlKind.EXPLICIT_TABLE ? whole(call) : super.visit(call);
        }
        selects.add(select);
        for (SqlNode operand : select.getOperandList()) {
            if (operand != null && operand != select.getFrom()) {
                operand.accept(this);
            }
        }
        SqlNode from = select.getFrom();
        return from == null ? null : from(from, false, false);
    }

    /** TABLE and a name, instead of a SELECT. */
    private @Nullable Void whole(SqlCall call) {
        int before = relations.size();
        from(call.operand(0), false, true);
        if (relations.size() > before) {
            wholeTables.put(call, relations.get(before).table());
        }
        return null;
    }

    /** Where TABLE names one. */
    Map<SqlCall, ResolvedTable> wholeTables() {
        return wholeTables;
    }

    private void with(SqlWith with) {
        int before = ofWith.size();
        for (SqlNode node : with.withList) {
            SqlWithItem item = (SqlWithItem) node;
            ofWith.push(item.name.getSimple());
            item.query.accept(this);
        }
        with.body.accept(this);
        while (ofWith.size() > before) {
            ofWith.pop();
        }
    }

    private @Nullable Void from(SqlNode node, boolean alias, boolean whole) {
        if (node instanceof SqlIdentifier name) {
            boolean own = name.isSimple() && ofWith.contains(name.getSimple());
            ResolvedTable table = own ? null : context.resolve(name.names);
            if (table != null) {
                relations.add(new Named(places(name), table, alias, whole));
            }
        } else if (node instanceof SqlJoin join) {
            joins.add(join);
            from(join.getLeft(), false, false);
            from(join.getRight(), false, false);
            if (join.getCondition() != null) {
                join.getCondition().accept(this);
            }
        } else if (node.getKind() == SqlKind.AS) {
            SqlCall as = (SqlCall) node;
            from(as.operand(0), true, as.operandCount() > 2);
        } else if (node.getKind() == SqlKind.TABLESAMPLE || node.getKind() == SqlKind.TABLE_REF) {
            from(((SqlCall) node).operand(0), alias, whole);
        } else {
            node.accept(this);
        }
        return null;
    }
}
