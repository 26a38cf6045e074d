/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import java.util.List;

/**
 * How to run a statement once.
 *
 * @param maxRows rows to return at most; 0 for all
 * @param timeoutMillis time limit; 0 for none
 * @param generatedKeys which columns of inserted or changed rows to hand back
 * @param keyColumns names of those columns with {@link GeneratedKeys#NAMED}
 */
public record ExecuteOptions(long maxRows, long timeoutMillis, GeneratedKeys generatedKeys, List<String> keyColumns) {
    /** Which columns come back from a DML statement. */
    public enum GeneratedKeys {
        NONE,
        /** The primary key, identity and defaulted columns. */
        DEFAULT,
        NAMED
    }

    public static final ExecuteOptions DEFAULT = new ExecuteOptions(0, 0, GeneratedKeys.NONE, List.of());
}
