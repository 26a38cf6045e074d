/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What SET CONSTRAINTS said in one transaction. One thread at a time. */
final class ConstraintModes {
    private final Map<String, Boolean> byName = new HashMap<>();
    private @Nullable Boolean all;

    /** Defers constraints to the commit, or does so no longer; no names stand for all. */
    void set(List<String> names, boolean deferred) {
        if (names.isEmpty()) {
            all = deferred;
            byName.clear();
        }
        names.forEach(name -> byName.put(name, deferred));
    }

    boolean isDeferred(ForeignKeyDefinition key) {
        Boolean said = byName.getOrDefault(key.name(), all);
        return key.deferrable() && (said == null ? key.initiallyDeferred() : said);
    }
}
