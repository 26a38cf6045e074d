/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/** The relations in the FROM of one query and, where the text and the catalog tell, their columns: before names are resolved. */
final class QueryScope {
    /** Whether a name is one of a scope's columns. */
    enum Answer {
        YES,
        NO,
        /** Not all columns are known. */
        PERHAPS
    }

    private final PlanningContext context;
    private final Set<String> defined;
    private final @Nullable SqlNode from;
    private @Nullable Map<String, @Nullable Set<String>> known;

    /**
     * The scope of a query.
     *
     * @param defined names that WITH gives to queries
     */
    QueryScope(SqlSelect select, PlanningContext context, Set<String> defined) {
        this.context = context;
        this.defined = defined;
        this.from = select.getFrom();
    }

    /** The columns of each relation by its name; null for those that are not known. */
    private Map<String, @Nullable Set<String>> relations() {
        Map<String, @Nullable Set<String>> relations = known;
        if (relations == null) {
            relations = new HashMap<>();
            if (from != null) {
                add(from, relations);
            }
            known = relations;
        }
        return relations;
    }

    Answer has(SqlIdentifier name) {
        if (name.isStar()) {
            return Answer.PERHAPS;
        }
        List<String> parts = name.names;
        String column = parts.get(parts.size() - 1);
        if (parts.size() > 1) {
            return relations().containsKey(parts.get(parts.size() - 2)) ? Answer.YES : Answer.NO;
        }
        boolean unknown = false;
        for (Set<String> columns : relations().values()) {
            if (columns == null) {
                unknown = true;
            } else if (columns.contains(column)) {
                return Answer.YES;
            }
        }
        return unknown ? Answer.PERHAPS : Answer.NO;
    }

    private void add(SqlNode node, Map<String, @Nullable Set<String>> relations) {
        if (node instanceof SqlJoin join) {
            add(join.getLeft(), relations);
            add(join.getRight(), relations);
        } else if (node instanceof SqlIdentifier name) {
            relations.put(name.names.get(name.names.size() - 1), ofTable(name));
        } else if (node instanceof SqlCall as && as.getKind() == SqlKind.AS) {
            relations.put(((SqlIdentifier) as.operand(1)).getSimple(), named(as));
        } else if (node instanceof SqlCall call
                && (call.getKind() == SqlKind.TABLESAMPLE || call.getKind() == SqlKind.LATERAL)) {
            add(call.operand(0), relations);
        } else {
            relations.put("", null);
        }
    }

    private @Nullable Set<String> named(SqlCall as) {
        Set<String> base = columns(as.operand(0));
        if (as.operandCount() == 2) {
            return base;
        }
        Set<String> names = base == null ? new HashSet<>() : new HashSet<>(base);
        for (SqlNode name : as.getOperandList().subList(2, as.operandCount())) {
            names.add(((SqlIdentifier) name).getSimple());
        }
        return names;
    }

    private @Nullable Set<String> columns(SqlNode relation) {
        if (relation instanceof SqlIdentifier name) {
            return ofTable(name);
        }
        SqlNode query = relation;
        while (query instanceof SqlOrderBy || query.getKind() == SqlKind.LATERAL || query.isA(SqlKind.SET_QUERY)) {
            query = query instanceof SqlOrderBy ordered ? ordered.query : ((SqlCall) query).operand(0);
        }
        if (!(query instanceof SqlSelect select)) {
            return null;
        }
        Set<String> names = new HashSet<>();
        for (SqlNode item : select.getSelectList()) {
            String name = SqlValidatorUtil.alias(item);
            if (name == null || name.isEmpty()) {
                return null;
            }
            names.add(name);
        }
        return names;
    }

    private @Nullable Set<String> ofTable(SqlIdentifier table) {
        if (table.isSimple() && defined.contains(table.getSimple())) {
            return null;
        }
        ResolvedTable resolved;
        try {
            resolved = context.resolve(table.names);
        } catch (BlazeSqlException unknown) {
            return null;
        }
        if (resolved == null) {
            return null;
        }
        Set<String> names = new HashSet<>();
        for (ColumnDefinition column : resolved.definition().columns()) {
            names.add(column.name());
        }
        return names;
    }
}
