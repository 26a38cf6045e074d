/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.catalog.ColumnDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds read-only views to the schema {@code blaze}; found by ServiceLoader. */
public interface SystemViewSource {

    List<View> views();

    /** A view whose rows are made when it is read. */
    interface View {
        String name();

        List<ColumnDefinition> columns();

        /** Rows of internal values. */
        List<@Nullable Object[]> rows(SqlEngine engine);
    }
}
