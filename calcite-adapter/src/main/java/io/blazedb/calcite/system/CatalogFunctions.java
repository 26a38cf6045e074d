/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.CatalogAccess;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.ColumnNames;
import io.blazedb.calcite.security.Authorization;
import io.blazedb.calcite.session.TemporaryDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions over what {@code pg_catalog} shows to the role that asks. What they look up is read once for a statement. One thread at a
 * time.
 */
public final class CatalogFunctions implements CatalogAccess {
    private static final int ROW_BYTES = 64;

    private final SystemContext context;
    private final List<String> searchPath;
    private final String user;
    private @Nullable Map<Long, PgRelation> relations;
    private @Nullable Map<Long, PgConstraint> constraints;
    private @Nullable List<PgComment> comments;

    /**
     * Functions of one statement.
     *
     * @param searchPath schemas in which names without one are looked for
     * @param user the role that asks
     */
    public CatalogFunctions(SystemContext context, List<String> searchPath, String user) {
        this.context = context;
        this.searchPath = searchPath;
        this.user = user;
    }

    @Override
    public @Nullable Object call(String function, @Nullable Object[] arguments) {
        Object first = arguments.length == 0 ? null : arguments[0];
        if (function.equals("FORMAT_TYPE")) {
            Object modifier = arguments[1];
            return first == null
                    ? null
                    : PgTypes.format(number(first), modifier == null ? null : (int) number(modifier));
        }
        for (Object argument : arguments) {
            if (argument == null) {
                return null;
            }
        }
        return first == null ? null : of(function, first, arguments);
    }

    private @Nullable Object of(String function, Object first, @Nullable Object[] arguments) {
        return switch (function) {
            case "TO_REGCLASS" -> shown(find((String) first));
            case "REGCLASS_OID" -> first instanceof Number given ? (Long) given.longValue() : oid((String) first);
            case "REGCLASS_NAME" ->
                first instanceof Number given ? name(given.longValue()) : shown(require((String) first));
            case "PG_GET_INDEXDEF" -> indexDefinition(number(first), arguments);
            case "PG_GET_CONSTRAINTDEF" -> {
                PgConstraint constraint = constraints().get(number(first));
                yield constraint == null ? null : constraint.definition();
            }
            case "PG_GET_VIEWDEF" -> {
                PgRelation view = first instanceof Number ? relations().get(number(first)) : require((String) first);
                yield view == null ? null : PgListViews.query(view);
            }
            case "PG_GET_EXPR" -> first;
            case "OBJ_DESCRIPTION" ->
                description(number(first), 0, arguments.length == 1 ? null : (String) arguments[1]);
            case "COL_DESCRIPTION" -> description(number(first), (int) number(arguments[1]), "pg_class");
            case "SHOBJ_DESCRIPTION" -> null;
            case "PG_GET_USERBYID" -> role(number(first));
            case "PG_TABLE_IS_VISIBLE" -> isVisible(number(first));
            case "PG_ENCODING_TO_CHAR" -> number(first) == 6 ? "UTF8" : "";
            case "PG_RELATION_SIZE", "PG_TOTAL_RELATION_SIZE", "PG_TABLE_SIZE", "PG_INDEXES_SIZE" -> size(first);
            case "HAS_TABLE_PRIVILEGE" -> hasTablePrivilege(arguments);
            case "HAS_SCHEMA_PRIVILEGE" -> hasSchemaPrivilege(arguments);
            default -> throw new IllegalArgumentException(function);
        };
    }

    private Map<Long, PgRelation> relations() {
        Map<Long, PgRelation> known = relations;
        if (known == null) {
            known = new HashMap<>();
            for (PgRelation relation : PgRelation.all(context)) {
                known.put(relation.oid(), relation);
            }
            relations = known;
        }
        return known;
    }

    private Map<Long, PgConstraint> constraints() {
        Map<Long, PgConstraint> known = constraints;
        if (known == null) {
            known = new HashMap<>();
            for (PgConstraint constraint : PgConstraint.all(context)) {
                known.put(constraint.oid(), constraint);
            }
            constraints = known;
        }
        return known;
    }

    /** A number, or that of the relation whose name it is. */
    private long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : oid(String.valueOf(value));
    }

    // Names.

    private @Nullable PgRelation find(String text) {
        List<String> name = BlazeParser.parseName(text);
        String last = name.get(name.size() - 1);
        List<String> schemas = new ArrayList<>();
        if (name.size() > 1) {
            schemas.add(name.get(name.size() - 2));
        } else {
            schemas.add(TemporaryDatabase.NAME);
            schemas.addAll(searchPath);
        }
        for (String schema : schemas) {
            for (PgRelation relation : relations().values()) {
                if (relation.name().equals(last) && relation.schema().equals(schema)) {
                    return relation;
                }
            }
        }
        return null;
    }

    private PgRelation require(String text) {
        PgRelation found = find(text);
        if (found == null) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_TABLE, "relation \"" + text + "\" does not exist");
        }
        return found;
    }

    private long oid(String text) {
        List<String> name = BlazeParser.parseName(text);
        Long catalog = PgComment.catalogOid(name.get(name.size() - 1));
        if (catalog != null) {
            return catalog;
        }
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : require(text).oid();
    }

    private @Nullable String shown(@Nullable PgRelation relation) {
        if (relation == null) {
            return null;
        }
        return searchPath.contains(relation.schema()) || TemporaryDatabase.isReserved(relation.schema())
                ? ColumnNames.quoted(relation.name())
                : PgTexts.qualified(relation.schema(), relation.name());
    }

    private String name(long oid) {
        PgRelation relation = relations().get(oid);
        return relation == null ? Long.toString(oid) : String.valueOf(shown(relation));
    }

    private @Nullable Boolean isVisible(long oid) {
        PgRelation relation = relations().get(oid);
        return relation == null
                ? null
                : (Boolean) (searchPath.contains(relation.schema()) || TemporaryDatabase.isReserved(relation.schema()));
    }

    // Definitions.

    private @Nullable String indexDefinition(long oid, @Nullable Object[] arguments) {
        PgRelation relation = relations().get(oid);
        TableDefinition table = relation == null ? null : relation.table();
        if (relation == null || table == null || !relation.isIndex()) {
            return null;
        }
        IndexDefinition index = relation.index();
        int column = arguments.length > 1 ? (int) number(arguments[1]) : 0;
        if (column == 0) {
            return PgTexts.index(table, index);
        }
        List<String> keys = PgTexts.keys(table, index);
        return column > 0 && column <= keys.size()
                ? keys.get(column - 1).replaceFirst("( DESC| NULLS \\w+)+$", "")
                : "";
    }

    private @Nullable String description(long object, int column, @Nullable String catalog) {
        List<PgComment> known = comments;
        if (known == null) {
            known = PgComment.all(context);
            comments = known;
        }
        for (PgComment comment : known) {
            if (comment.object() == object
                    && comment.column() == column
                    && (catalog == null || catalog.equals(comment.catalog()))) {
                return comment.text();
            }
        }
        return null;
    }

    /** About how many bytes the rows take: pages belong to the file, not to tables. */
    private @Nullable Long size(Object which) {
        PgRelation relation = which instanceof Number oid ? relations().get(oid.longValue()) : require((String) which);
        return relation == null ? null : (Long) (Math.max(0, PgCatalogViews.rowCount(context, relation)) * ROW_BYTES);
    }

    // Roles and rights.

    private CatalogView main() {
        return context.databases().get(0).catalog();
    }

    private String role(long oid) {
        for (RoleDefinition role : main().roles()) {
            if (PgRelation.ofRole(role.name()) == oid) {
                return role.name();
            }
        }
        return "unknown (OID=" + oid + ")";
    }

    private boolean hasTablePrivilege(@Nullable Object[] arguments) {
        boolean named = arguments.length == 3;
        Object which = arguments[named ? 1 : 0];
        PgRelation relation = which instanceof Number oid ? relations().get(oid.longValue()) : require((String) which);
        if (relation == null) {
            return false;
        }
        return may(
                named ? arguments[0] : user,
                PgCatalogViews.security(relation),
                String.valueOf(arguments[arguments.length - 1]));
    }

    private boolean hasSchemaPrivilege(@Nullable Object[] arguments) {
        boolean named = arguments.length == 3;
        Object which = arguments[named ? 1 : 0];
        CatalogView catalog = main();
        String schema = catalog.schemas(0).stream()
                .filter(name ->
                        which instanceof Number oid ? PgRelation.ofSchema(name) == oid.longValue() : name.equals(which))
                .findFirst()
                .orElse(null);
        if (schema == null) {
            boolean ofTheSystem = which instanceof String name
                    && List.of(SystemViews.PG_CATALOG, SystemViews.INFORMATION_SCHEMA, SystemViews.BLAZE)
                            .contains(name);
            if (!ofTheSystem && which instanceof String) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_SCHEMA, "schema \"" + which + "\" does not exist");
            }
            return ofTheSystem
                    && String.valueOf(arguments[arguments.length - 1]).equalsIgnoreCase("usage");
        }
        return may(
                named ? arguments[0] : user,
                catalog.schemaSecurity(0, schema),
                String.valueOf(arguments[arguments.length - 1]));
    }

    /** Whether a role may do one of the things named, with commas between them. */
    private boolean may(@Nullable Object role, SecurityDefinition security, String privileges) {
        String name = role instanceof Number oid ? role(oid.longValue()) : String.valueOf(role);
        Authorization authorization = Authorization.of(main(), name);
        if (authorization.role().superuser()) {
            privileges(privileges);
            return true;
        }
        return privileges(privileges).stream()
                .anyMatch(kind -> authorization.owns(security) || authorization.may(security, kind));
    }

    private static List<RightKind> privileges(String text) {
        List<RightKind> kinds = new ArrayList<>();
        for (String part : text.split(",")) {
            String wanted = part.strip().toUpperCase(Locale.ROOT).replace(" WITH GRANT OPTION", "");
            try {
                kinds.add(RightKind.valueOf(wanted));
            } catch (IllegalArgumentException unknown) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_PARAMETER,
                        "unrecognized privilege type: \"" + part.strip() + "\"",
                        unknown);
            }
        }
        return kinds;
    }
}
