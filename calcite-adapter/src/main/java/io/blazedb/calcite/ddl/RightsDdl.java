/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.DefaultRights;
import io.blazedb.calcite.catalog.PolicyDefinition;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition.Right;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.SecurityStatement;
import io.blazedb.calcite.parser.SecurityStatement.ObjectKind;
import io.blazedb.calcite.parser.SecurityStatement.Wanted;
import io.blazedb.calcite.security.Authorization;
import io.blazedb.calcite.session.Database;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rights on tables, sequences and schemas, and whose they are. */
final class RightsDdl {
    private static final List<RightKind> OF_TABLES = List.of(
            RightKind.SELECT,
            RightKind.INSERT,
            RightKind.UPDATE,
            RightKind.DELETE,
            RightKind.TRUNCATE,
            RightKind.REFERENCES,
            RightKind.TRIGGER);
    private static final List<RightKind> OF_SEQUENCES = List.of(RightKind.USAGE, RightKind.SELECT, RightKind.UPDATE);
    private static final List<RightKind> OF_SCHEMAS = List.of(RightKind.USAGE, RightKind.CREATE);

    private final DdlContext context;
    private final Names names;
    private final Roles roles;

    RightsDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
        this.roles = new Roles(context, names);
    }

    // GRANT and REVOKE.

    void grant(SecurityStatement.GrantRights grant) {
        List<String> grantees =
                grant.grantees().stream().map(roles::namedOrPublic).toList();
        if (!grant.revoke() && grant.option() && grantees.contains(RoleDefinition.PUBLIC)) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_GRANT, "grant options can only be granted to roles, not to PUBLIC");
        }
        for (Roles.Secured object : objects(grant)) {
            List<Right> wanted = new ArrayList<>();
            for (String grantee : grantees) {
                wanted.addAll(rights(grant, object, grantee));
            }
            SecurityDefinition security = object.security();
            roles.put(
                    object,
                    grant.revoke()
                            ? security.withRights(revoked(object, wanted, grant.option(), grant.cascade()))
                            : security.withRights(added(security.rights(), wanted)));
        }
    }

    private List<Roles.Secured> objects(SecurityStatement.GrantRights grant) {
        Set<Roles.Secured> objects = new LinkedHashSet<>();
        for (List<String> name : grant.names()) {
            if (grant.inSchemas()) {
                String schema = name.get(name.size() - 1);
                roles.schema(schema);
                if (grant.objects() == ObjectKind.TABLE) {
                    roles.catalog().tables(0, schema).forEach(table -> objects.add(roles.table(table)));
                } else {
                    roles.catalog().sequences(schema).forEach(sequence -> objects.add(roles.sequence(sequence)));
                }
            } else {
                objects.add(object(grant.objects(), name));
            }
        }
        return List.copyOf(objects);
    }

    private Roles.Secured object(ObjectKind kind, List<String> name) {
        return switch (kind) {
            case SCHEMA -> {
                if (name.size() > 1) {
                    throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "a schema of main has a simple name");
                }
                yield roles.schema(name.get(0));
            }
            case SEQUENCE -> roles.sequence(requireSequence(name));
            case TABLE -> {
                SequenceDefinition sequence = sequence(name);
                if (sequence != null) {
                    yield roles.sequence(sequence);
                }
                Names.Found found = names.requireAny(name);
                if (!found.database().alias().equals(Database.MAIN)
                        || found.table().kind() == TableDefinition.Kind.SYSTEM_VIEW) {
                    throw new BlazeSqlException(
                            SqlErrorCode.FEATURE_NOT_SUPPORTED,
                            "rights are granted on tables of the main database; grant them on a view of this one");
                }
                yield roles.table(found.table());
            }
        };
    }

    private @Nullable SequenceDefinition sequence(List<String> name) {
        Names.Target place = names.place(name);
        return place.database().alias().equals(Database.MAIN)
                ? roles.catalog().sequence(place.schema(), place.name())
                : null;
    }

    private SequenceDefinition requireSequence(List<String> name) {
        SequenceDefinition sequence = sequence(name);
        if (sequence == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE, "sequence \"" + String.join(".", name) + "\" does not exist");
        }
        return sequence;
    }

    /** What a statement speaks of, as far as who runs it may pass it on. */
    private List<Right> rights(SecurityStatement.GrantRights grant, Roles.Secured object, String grantee) {
        List<RightKind> possible = kinds(object.kind());
        List<Wanted> wanted = new ArrayList<>(grant.rights());
        boolean all = wanted.isEmpty();
        if (all) {
            possible.stream()
                    .filter(kind -> grant.allColumns().isEmpty() || kind.isOfColumns())
                    .forEach(kind -> wanted.add(new Wanted(kind, grant.allColumns())));
        }
        List<Right> rights = new ArrayList<>();
        for (Wanted one : wanted) {
            if (!possible.contains(one.kind())) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_GRANT, "invalid privilege type " + one.kind() + " for " + object.text());
            }
            for (int column : columns(object, one)) {
                String grantor = grantor(object, one.kind(), column);
                if (grantor != null) {
                    rights.add(new Right(grantee, one.kind(), column, grant.option(), grantor));
                } else if (!all) {
                    throw new BlazeSqlException(
                            SqlErrorCode.PERMISSION_DENIED, "permission denied for " + object.text());
                }
            }
        }
        if (rights.isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "permission denied for " + object.text());
        }
        return rights;
    }

    private static List<RightKind> kinds(Roles.Kind kind) {
        return switch (kind) {
            case TABLE, VIEW -> OF_TABLES;
            case SEQUENCE -> OF_SEQUENCES;
            case SCHEMA -> OF_SCHEMAS;
        };
    }

    private List<Integer> columns(Roles.Secured object, Wanted wanted) {
        if (wanted.columns().isEmpty()) {
            return List.of(Right.ALL_COLUMNS);
        }
        TableDefinition table = roles.catalog().table(0, object.schema(), object.name());
        if (table == null) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_GRANT, object.text() + " has no columns");
        }
        return wanted.columns().stream()
                .map(column ->
                        table.columns().get(Names.requireColumn(table, column)).id())
                .toList();
    }

    /** In whose name the current role gives a right: its owner's if it has the owner's rights, else its own; null if it may not. */
    private @Nullable String grantor(Roles.Secured object, RightKind kind, int column) {
        Authorization authorization = context.access().authorization();
        if (authorization == null || authorization.owns(object.security())) {
            return object.security().owner();
        }
        return authorization.mayGrant(object.security(), kind, column)
                ? authorization.role().name()
                : null;
    }

    private static List<Right> added(List<Right> present, List<Right> wanted) {
        List<Right> rights = new ArrayList<>(present);
        for (Right right : wanted) {
            boolean grantable = right.grantable();
            for (Right old : present) {
                grantable |= old.matches(right) && old.grantable();
            }
            rights.removeIf(old -> old.matches(right));
            rights.add(new Right(right.grantee(), right.kind(), right.column(), grantable, right.grantor()));
        }
        return rights;
    }

    /** What is left; a right on the whole takes those on its columns along, and one that was passed on what depends on it. */
    private static List<Right> revoked(
            Roles.Secured object, List<Right> unwanted, boolean optionOnly, boolean cascade) {
        List<Right> rights = new ArrayList<>();
        for (Right right : object.security().rights()) {
            boolean meant = unwanted.stream()
                    .anyMatch(one -> one.grantee().equals(right.grantee())
                            && one.kind() == right.kind()
                            && one.grantor().equals(right.grantor())
                            && (one.column() == Right.ALL_COLUMNS || one.column() == right.column()));
            if (!meant) {
                rights.add(right);
            } else if (optionOnly) {
                rights.add(new Right(right.grantee(), right.kind(), right.column(), false, right.grantor()));
            }
        }
        return withoutDependents(object, rights, cascade);
    }

    private static List<Right> withoutDependents(Roles.Secured object, List<Right> rights, boolean cascade) {
        List<Right> left = new ArrayList<>(rights);
        boolean removed = true;
        while (removed) {
            List<Right> now = List.copyOf(left);
            removed = left.removeIf(right -> !right.grantor()
                            .equals(object.security().owner())
                    && now.stream()
                            .noneMatch(source -> source.grantee().equals(right.grantor())
                                    && source.grantable()
                                    && source.kind() == right.kind()
                                    && (source.column() == Right.ALL_COLUMNS || source.column() == right.column())));
            if (removed && !cascade) {
                throw new BlazeSqlException(
                        SqlErrorCode.DEPENDENT_OBJECTS,
                        "dependent privileges exist on " + object.text() + "; use CASCADE to revoke them too");
            }
        }
        return left;
    }

    // Default rights.

    void defaults(SecurityStatement.AlterDefaults alter) {
        List<String> owners = alter.roles().isEmpty()
                ? List.of(context.execution().user())
                : alter.roles().stream().map(roles::named).toList();
        List<String> schemas = alter.schemas().isEmpty() ? List.of("") : alter.schemas();
        for (String owner : owners) {
            requireRightsOf(owner);
            for (String schema : schemas) {
                if (!schema.isEmpty()) {
                    roles.schema(schema);
                }
                defaults(alter, owner, schema);
            }
        }
    }

    private void defaults(SecurityStatement.AlterDefaults alter, String owner, String schema) {
        List<RightKind> possible = switch (alter.objects()) {
            case TABLES -> OF_TABLES;
            case SEQUENCES -> OF_SEQUENCES;
            case SCHEMAS -> OF_SCHEMAS;
        };
        List<Right> wanted = new ArrayList<>();
        for (RightKind kind : alter.rights().isEmpty() ? possible : alter.rights()) {
            if (!possible.contains(kind)) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_GRANT, "invalid privilege type " + kind + " for " + alter.objects());
            }
            for (String grantee : alter.grantees()) {
                wanted.add(new Right(roles.namedOrPublic(grantee), kind, Right.ALL_COLUMNS, alter.option(), owner));
            }
        }
        List<Right> present = new ArrayList<>();
        for (DefaultRights known : roles.catalog().defaultRights()) {
            if (known.role().equals(owner) && known.schema().equals(schema) && known.objects() == alter.objects()) {
                present.addAll(known.rights());
            }
        }
        if (alter.revoke()) {
            present.removeIf(right -> wanted.stream().anyMatch(right::matches));
        }
        List<Right> rights = alter.revoke() ? present : added(present, wanted);
        roles.writer().putDefaultRights(new DefaultRights(owner, schema, alter.objects(), List.copyOf(rights)));
        roles.changed();
    }

    private void requireRightsOf(String role) {
        Authorization authorization = context.access().authorization();
        if (authorization != null && !authorization.hasRightsOf(role)) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED, "permission denied: must be a member of role \"" + role + "\"");
        }
    }

    // Owners.

    void owner(SecurityStatement.SetOwner set) {
        if (set.ifExists() && set.objects() == ObjectKind.TABLE && names.find(set.name()) == null) {
            return;
        }
        Roles.Secured object = object(set.objects(), set.name());
        context.access().requireOwner(Database.MAIN, object.security(), object.text());
        String owner = roles.namedOwner(set.role());
        requireRightsOf(owner);
        if (object.kind() != Roles.Kind.SCHEMA) {
            Authorization next = Authorization.of(roles.catalog(), owner);
            if (!context.access().isUnrestricted()
                    && !next.may(roles.catalog().schemaSecurity(0, object.schema()), RightKind.CREATE)) {
                throw new BlazeSqlException(
                        SqlErrorCode.PERMISSION_DENIED, "permission denied for schema " + object.schema());
            }
        }
        roles.put(object, withOwner(object.security(), owner));
    }

    /** What the owner gave is from now on the new owner's gift. */
    private static SecurityDefinition withOwner(SecurityDefinition security, String owner) {
        List<Right> rights = new ArrayList<>();
        for (Right right : security.rights()) {
            boolean own = right.grantor().equals(security.owner());
            Right moved =
                    own ? new Right(right.grantee(), right.kind(), right.column(), right.grantable(), owner) : right;
            rights.removeIf(moved::matches);
            rights.add(moved);
        }
        return security.withRights(rights).withOwner(owner);
    }

    void reassign(SecurityStatement.ReassignOwned reassign) {
        String to = roles.named(reassign.to());
        requireRightsOf(to);
        for (String written : reassign.roles()) {
            String role = roles.named(written);
            requireRightsOf(role);
            for (Roles.Secured object : roles.all()) {
                if (object.security().owner().equals(role)) {
                    roles.put(object, withOwner(object.security(), to));
                }
            }
        }
    }

    void dropOwned(SecurityStatement.DropOwned drop) {
        for (String written : drop.roles()) {
            String role = roles.named(written);
            requireRightsOf(role);
            if (role.equals(RoleDefinition.OWNER)) {
                throw new BlazeSqlException(
                        SqlErrorCode.DEPENDENT_OBJECTS, "what the database's owner owns cannot be dropped this way");
            }
            for (Roles.Secured object : roles.all()) {
                if (!object.security().owner().equals(role) && object.security().names(role)) {
                    roles.put(object, without(object, role));
                }
            }
            for (DefaultRights known : roles.catalog().defaultRights()) {
                List<Right> left = known.role().equals(role)
                        ? List.of()
                        : known.rights().stream()
                                .filter(right -> !right.grantee().equals(role))
                                .toList();
                roles.writer().putDefaultRights(new DefaultRights(known.role(), known.schema(), known.objects(), left));
            }
            roles.changed();
            dropObjects(role);
        }
    }

    private static SecurityDefinition without(Roles.Secured object, String role) {
        SecurityDefinition security = object.security();
        List<Right> rights = security.rights().stream()
                .filter(right ->
                        !right.grantee().equals(role) && !right.grantor().equals(role))
                .toList();
        List<PolicyDefinition> policies = new ArrayList<>();
        for (PolicyDefinition policy : security.policies()) {
            Set<String> left = new HashSet<>(policy.roles());
            left.remove(role);
            if (!left.isEmpty()) {
                policies.add(new PolicyDefinition(
                        policy.name(),
                        policy.permissive(),
                        policy.command(),
                        List.copyOf(left),
                        policy.usingSql(),
                        policy.checkSql()));
            }
        }
        return security.withRights(withoutDependents(object, rights, true)).withPolicies(policies);
    }

    private void dropObjects(String role) {
        DdlExecutor ddl = new DdlExecutor(context);
        for (Roles.Kind kind : List.of(Roles.Kind.VIEW, Roles.Kind.TABLE, Roles.Kind.SEQUENCE, Roles.Kind.SCHEMA)) {
            for (Roles.Secured object : roles.all()) {
                if (object.kind() == kind && object.security().owner().equals(role)) {
                    ddl.drop(object);
                }
            }
        }
    }
}
