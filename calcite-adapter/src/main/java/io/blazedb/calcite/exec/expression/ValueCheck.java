/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import org.jspecify.annotations.Nullable;

/** What values of a domain must meet. Safe for any number of threads. */
@FunctionalInterface
public interface ValueCheck {

    /** Fails if the value, an internal one, does not belong to the domain. */
    void require(@Nullable Object value, ExpressionContext context);
}
