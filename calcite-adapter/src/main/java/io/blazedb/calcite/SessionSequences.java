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
    private final SqlSession session;
    private final Map<Name, Long> current = new HashMap<>();
    private @Nullable Long last;

    SessionSequences(SqlSession session) {
        this.session = session;
    }

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
                Found found = find(scope, name, RightKind.USAGE, RightKind.SELECT);
                Long value = current.get(found.name());
                if (value == null) {
                    throw new BlazeSqlException(
                            SqlErrorCode.OBJECT_NOT_READY,
                            "currval of sequence \"" + found.sequence().name()
                                    + "\" is not yet defined in this session");
                }
                return value;
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
            public long set(String name, long value, boolean called) {
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

    /** A sequence with which one of these things may be done. */
    private Found find(StatementScope scope, String text, RightKind... kinds) {
        List<String> name = BlazeParser.parseName(text);
        String currentDatabase = session.currentDatabase();
        Found found = switch (name.size()) {
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
