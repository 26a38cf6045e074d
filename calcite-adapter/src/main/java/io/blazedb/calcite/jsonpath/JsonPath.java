/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.jsonpath;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path of SQL/JSON, in the dialect of PostgreSQL. A lax path takes arrays apart and single items for arrays where that helps, and finds
 * nothing where a strict one fails.
 *
 * <p>Immutable, and so safe for use by several threads.
 */
public final class JsonPath {
    private final boolean lax;
    private final PathNode root;

    JsonPath(boolean lax, PathNode root) {
        this.lax = lax;
        this.root = root;
    }

    /**
     * The path of a text.
     *
     * @throws BlazeSqlException 42601 if it is none
     */
    public static JsonPath parse(String text) {
        return PathParser.parse(text);
    }

    /**
     * The items that the path leads to.
     *
     * @param tree of {@link Json}
     * @param variables an object, whose members are named by {@code $name}
     * @throws BlazeSqlException 2203x and 22012 if a strict path does not fit or a computation fails
     */
    public List<Object> query(Object tree, Map<?, ?> variables) {
        return new PathEvaluation(lax, tree, variables).items(root);
    }

    /** Whether the path leads anywhere. */
    public boolean exists(Object tree, Map<?, ?> variables) {
        return !query(tree, variables).isEmpty();
    }

    /**
     * The condition that the path is; null if it is unknown.
     *
     * @throws BlazeSqlException 22038 if it is none
     */
    public @Nullable Boolean match(Object tree, Map<?, ?> variables) {
        List<Object> items = query(tree, variables);
        if (items.size() == 1) {
            if (items.get(0) instanceof Boolean condition) {
                return condition;
            }
            if (items.get(0) == Json.NULL) {
                return null;
            }
        }
        throw new BlazeSqlException(SqlErrorCode.JSON_NOT_SINGLE, "single boolean result is expected");
    }
}
