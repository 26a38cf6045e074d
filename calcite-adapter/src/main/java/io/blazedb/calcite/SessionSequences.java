/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.SequenceAccess;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.StatementScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a session knows of sequences. One thread at a time. */
final class SessionSequences {
    private static final int IDENTITIES_MAX = 10_000;

    private final SqlSession session;
    private final Map<Name, Long> current = new HashMap<>();
    private final Map<Column, Long> identities = new HashMap<>();
    private @Nullable Long last;

    SessionSequences(SqlSession session) {
        this.session = session;
    }

    private record Column(long tree, int id) {}

    private record Name(String database, String schema, String name) {}

    private record Found(Database database, SequenceDefinition sequence) {
        Name name() {
            return new Name(database.alias(), sequence.schema(), sequence.name());
        }
    }

    /** The sequences as a statement in this scope sees them. */
    SequenceAccess in(StatementScope scope) {
        return new SequenceAccess() {
            @Override
            public long next(String name) {
                IdentitySequence identity = identity(scope, name, RightKind.USAGE, RightKind.UPDATE);
                if (identity != null) {
                    session.requireWritable(identity.database());
                    return remember(
                            identity.table().tree(),
                            identity.column().id(),
                            identity.database()
                                    .resources()
                                    .counters()
                                    .next(
                                            () -> scope.write(identity.database()),
                                            identity.table().tree(),
                                            identity.column().id()));
                }
                Found found = find(scope, name, RightKind.USAGE, RightKind.UPDATE);
                session.requireWritable(found.database());
                long value = found.database()
                        .resources()
                        .sequences()
                        .next(found.sequence(), () -> scope.write(found.database()));
                current.put(found.name(), value);
                last = value;
                return value;
            }

            @Override
            public long current(String name) {
                IdentitySequence identity = identity(scope, name, RightKind.USAGE, RightKind.SELECT);
                if (identity != null) {
                    return defined(
                            identities.get(new Column(
                                    identity.table().tree(), identity.column().id())),
                            identity.name());
                }
                Found found = find(scope, name, RightKind.USAGE, RightKind.SELECT);
                return defined(current.get(found.name()), found.sequence().name());
            }

            @Override
            public long last() {
                Long value = last;
                if (value == null) {
                    throw new BlazeSqlException(
                            SqlErrorCode.OBJECT_NOT_READY, "lastval is not yet defined in this session");
                }
                return value;
            }

            @Override
            public void given(long tree, int column, long value) {
                remember(tree, column, value);
            }

            @Override
            public @Nullable String ofColumn(String table, String column) {
                return IdentitySequence.ofColumn(session, scope, table, column);
            }

            @Override
            public long set(String name, long value, boolean called) {
                IdentitySequence identity = identity(scope, name, RightKind.UPDATE);
                if (identity != null) {
                    return setIdentity(scope, identity, value, called);
                }
                Found found = find(scope, name, RightKind.UPDATE);
                session.requireWritable(found.database());
                found.database()
                        .resources()
                        .sequences()
                        .set(found.sequence(), value, called, () -> scope.write(found.database()));
                if (called) {
                    current.put(found.name(), value);
                }
                return value;
            }
        };
    }

    private long remember(long tree, int column, long value) {
        if (identities.size() >= IDENTITIES_MAX) {
            identities.clear();
        }
        identities.put(new Column(tree, column), value);
        last = value;
        return value;
    }

    private static long defined(@Nullable Long value, String name) {
        if (value == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "currval of sequence \"" + name + "\" is not yet defined in this session");
        }
        return value;
    }

    private long setIdentity(StatementScope scope, IdentitySequence identity, long value, boolean called) {
        session.requireWritable(identity.database());
        if (value < 1 || value == Long.MAX_VALUE) {
            throw new BlazeSqlException(
                    SqlErrorCode.NUMERIC_OUT_OF_RANGE,
                    "setval: value " + value + " is out of bounds for sequence \"" + identity.name() + "\"");
        }
        long tree = identity.table().tree();
        int column = identity.column().id();
        identity.database()
                .resources()
                .counters()
                .set(() -> scope.write(identity.database()), tree, column, called ? value + 1 : value);
        if (called) {
            identities.put(new Column(tree, column), value);
        }
        return value;
    }

    /** The identity column whose sequence has this name, if no sequence has it. */
    private @Nullable IdentitySequence identity(StatementScope scope, String text, RightKind... kinds) {
        if (sequence(scope, BlazeParser.parseName(text)) != null) {
            return null;
        }
        IdentitySequence identity = IdentitySequence.find(session, scope, BlazeParser.parseName(text));
        if (identity != null) {
            session.access(scope)
                    .requireOfSequence(
                            identity.database().alias(), identity.table().schema(), identity.name(), kinds);
        }
        return identity;
    }

    /** A sequence with which one of these things may be done. */
    private Found find(StatementScope scope, String text, RightKind... kinds) {
        Found found = sequence(scope, BlazeParser.parseName(text));
        if (found == null) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_TABLE, "sequence \"" + text + "\" does not exist");
        }
        session.access(scope)
                .requireOfSequence(
                        found.database().alias(),
                        found.sequence().schema(),
                        found.sequence().name(),
                        kinds);
        return found;
    }

    private @Nullable Found sequence(StatementScope scope, List<String> name) {
        String currentDatabase = session.currentDatabase();
        return switch (name.size()) {
            case 1 ->
                session.searchPath().stream()
                        .map(schema -> find(scope, currentDatabase, schema, name.get(0)))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            case 2 -> {
                Found inSchema = find(scope, currentDatabase, name.get(0), name.get(1));
                yield inSchema == null ? find(scope, name.get(0), "public", name.get(1)) : inSchema;
            }
            default -> find(scope, name.get(0), name.get(1), name.get(2));
        };
    }

    private @Nullable Found find(StatementScope scope, String alias, String schema, String name) {
        if (!session.engine().databases().isKnown(alias)) {
            return null;
        }
        Database database = session.databaseOf(alias);
        SequenceDefinition sequence =
                database.namespace() == 0 ? scope.catalog(database).sequence(schema, name) : null;
        return sequence == null ? null : new Found(database, sequence);
    }
}
