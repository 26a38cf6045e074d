/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.catalog.ForeignKeyDefinition.Action;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.List;

/** Reads what follows REFERENCES. */
final class ReferencesParser {
    private final TokenReader in;

    ReferencesParser(TokenReader in) {
        this.in = in;
    }

    Command.References parse() {
        List<String> table = in.qualifiedName();
        List<String> columns = in.peek().isSymbol("(") ? in.nameList() : List.of();
        Action onUpdate = Action.NO_ACTION;
        Action onDelete = Action.NO_ACTION;
        boolean deferrable = false;
        boolean deferred = false;
        while (true) {
            if (in.accept("on", "delete")) {
                onDelete = action();
            } else if (in.accept("on", "update")) {
                onUpdate = action();
            } else if (in.accept("match", "full") || in.accept("match", "partial")) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED, "only MATCH SIMPLE of a foreign key is supported");
            } else if (in.accept("initially", "deferred")) {
                deferrable = true;
                deferred = true;
            } else if (in.accept("deferrable")) {
                deferrable = true;
            } else if (!in.accept("match", "simple")
                    && !in.accept("initially", "immediate")
                    && !in.accept("not", "deferrable")) {
                return new Command.References(table, columns, onUpdate, onDelete, deferrable, deferred);
            }
        }
    }

    private Action action() {
        if (in.accept("no", "action")) {
            return Action.NO_ACTION;
        } else if (in.accept("restrict")) {
            return Action.RESTRICT;
        } else if (in.accept("cascade")) {
            return Action.CASCADE;
        } else if (in.accept("set", "null")) {
            return Action.SET_NULL;
        } else if (in.accept("set", "default")) {
            return Action.SET_DEFAULT;
        }
        throw in.unexpected("expected NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT");
    }
}
