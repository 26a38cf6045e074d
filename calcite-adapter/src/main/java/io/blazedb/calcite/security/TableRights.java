/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a role may do with one table or view, and the conditions under which it sees and writes rows.
 *
 * <p>Several policies for one command: a row passes if one permissive policy admits it and no restrictive one refuses it; without a
 * permissive policy none does.
 */
public final class TableRights {
    private final Authorization role;
    private final TableDefinition table;
    private final SecurityDefinition security;
    private final boolean filtering;

    TableRights(Authorization role, TableDefinition table, SecurityDefinition security, boolean filtering) {
        this.role = role;
        this.table = table;
        this.security = security;
        this.filtering = filtering;
    }

    /** What policies demand of rows that go to subscribers, who are no roles: what they demand for PUBLIC; null if nothing. */
    public static @Nullable String ofSubscribers(CatalogView catalog, TableDefinition table) {
        SecurityDefinition security = catalog.security(table.namespace(), table.schema(), table.name());
        return security.rowSecurity()
                ? new TableRights(Authorization.ofNobody(), table, security, true).using(Command.SELECT)
                : null;
    }

    /**
     * The condition that policies demand of rows that subscribers write; null if there is none.
     *
     * @param ofNewRows of rows as they are to be, or else of rows that are there
     */
    public static @Nullable String ofSubscribers(
            CatalogView catalog, TableDefinition table, Command command, boolean ofNewRows) {
        SecurityDefinition security = catalog.security(table.namespace(), table.schema(), table.name());
        return security.rowSecurity()
                ? new TableRights(Authorization.ofNobody(), table, security, true).combined(command, ofNewRows)
                : null;
    }

    /** Whether something may be done with the whole table. */
    public boolean may(RightKind kind) {
        return role.may(security, kind);
    }

    /** Whether something may be done with a column. */
    public boolean may(RightKind kind, int position) {
        return role.may(security, kind, table.columns().get(position).id());
    }

    /** 42501 unless something may be done with the whole table. */
    public void require(RightKind kind) {
        if (!may(kind)) {
            throw denied();
        }
    }

    /** 42501 unless something may be done with these columns; without any, with one at least. */
    public void require(RightKind kind, Collection<Integer> positions) {
        if (may(kind)) {
            return;
        }
        if (positions.isEmpty() && !role.mayAnywhere(security, kind)) {
            throw denied();
        }
        for (int position : positions) {
            // The hidden key stands behind the columns: whoever may change a row needs it.
            if (position < table.columns().size() && !may(kind, position)) {
                throw denied();
            }
        }
    }

    /** 42501 unless the table belongs to the role. */
    public void requireOwner() {
        if (!role.owns(security)) {
            throw new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "must be owner of table " + table.name());
        }
    }

    /** Whether policies decide about rows; 42501 if they would and the session has asked for an error then. */
    public boolean isFiltered() {
        boolean filtered = role.isFiltered(security);
        if (filtered && !filtering) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED,
                    "query would be affected by row-level security policy for table \"" + table.name() + "\"");
        }
        return filtered;
    }

    /** The condition under which rows that are there take part in a command, as SQL. */
    public String using(Command command) {
        return combined(command, false);
    }

    /** The condition that new rows of a command must meet, as SQL. */
    public String check(Command command) {
        return combined(command, true);
    }

    private String combined(Command command, boolean ofNewRows) {
        List<String> permissive = new ArrayList<>();
        List<String> restrictive = new ArrayList<>();
        for (PolicyDefinition policy : security.policies()) {
            boolean concerned = policy.command() == Command.ALL || policy.command() == command;
            String sql = concerned && role.isMeant(policy) ? condition(policy, ofNewRows) : null;
            if (sql != null) {
                (policy.permissive() ? permissive : restrictive).add("(" + sql + "\n)");
            }
        }
        if (permissive.isEmpty()) {
            return "FALSE";
        }
        String any = "(" + String.join(" OR ", permissive) + ")";
        return restrictive.isEmpty() ? any : any + " AND " + String.join(" AND ", restrictive);
    }

    private static @Nullable String condition(PolicyDefinition policy, boolean ofNewRows) {
        String check = policy.checkSql();
        return ofNewRows && check != null ? check : policy.usingSql();
    }

    private BlazeSqlException denied() {
        String kind = table.kind() == TableDefinition.Kind.TABLE ? "table " : "view ";
        return Access.denied(kind + table.name());
    }
}
