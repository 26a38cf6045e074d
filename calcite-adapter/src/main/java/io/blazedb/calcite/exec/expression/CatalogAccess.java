/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import org.jspecify.annotations.Nullable;

/** Functions over what a session's catalog holds, such as {@code pg_get_indexdef}. */
@FunctionalInterface
public interface CatalogAccess {
    /**
     * Calls one.
     *
     * @param function its name in upper case
     * @param arguments internal values
     */
    @Nullable
    Object call(String function, @Nullable Object[] arguments);
}
