/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import org.jspecify.annotations.Nullable;

/** Batches of an operator in one execution. */
public interface Batches extends AutoCloseable {

    /** The next batch, valid until the next call, or null after the last one. It may have no rows. */
    @Nullable
    Batch next();

    @Override
    default void close() {}
}
