/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.check;

import java.util.List;

/**
 * What a full check saw.
 *
 * @param trees number of trees
 * @param entries number of entries in them
 * @param pages pages that were read and authenticated
 * @param freePages pages that are free
 * @param findings what is wrong; at most {@link #FINDINGS_MAX} are listed
 */
public record CheckReport(long trees, long entries, long pages, long freePages, List<CheckFinding> findings) {
    public static final int FINDINGS_MAX = 1_000;

    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** Whether nothing is wrong. */
    public boolean isClean() {
        return findings.isEmpty();
    }
}
