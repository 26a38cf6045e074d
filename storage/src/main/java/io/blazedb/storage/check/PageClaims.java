/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.check;

import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.space.SpaceView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who refers to which page, and what was found wrong so far. */
final class PageClaims {
    private final BitSet claimed = new BitSet();
    private final Map<Integer, Long> pagesByEpoch = new HashMap<>();
    private final List<CheckFinding> findings = new ArrayList<>();
    private final long filePages;
    private final Runnable eachPage;
    private long sealedPages;

    /**
     * Nothing claimed yet.
     *
     * @param eachPage called for each sealed page that is claimed; ends the work by what it throws
     */
    PageClaims(long filePages, Runnable eachPage) {
        this.filePages = filePages;
        this.eachPage = eachPage;
    }

    /** Claims a sealed page; false if it must not be followed, because it was followed before or leads nowhere. */
    boolean claim(PagePointer pointer, String owner) {
        eachPage.run();
        pagesByEpoch.merge(pointer.epoch(), (long) pointer.pages(), Long::sum);
        sealedPages += pointer.pages();
        return claim(pointer.pageNumber(), pointer.pages(), owner);
    }

    boolean claim(long firstPage, int pages, String owner) {
        if (pages <= 0 || firstPage < 0 || firstPage + pages > filePages) {
            find(CheckFinding.Kind.OUT_OF_RANGE, "page=" + firstPage + ", pages=" + pages + ", " + owner);
            return false;
        }
        boolean fresh = true;
        for (long page = firstPage; page < firstPage + pages; page++) {
            if (claimed.get((int) page)) {
                find(CheckFinding.Kind.REFERENCED_TWICE, "page=" + page + ", " + owner);
                fresh = false;
            }
            claimed.set((int) page);
        }
        return fresh;
    }

    void find(CheckFinding.Kind kind, String context) {
        if (findings.size() < CheckReport.FINDINGS_MAX) {
            findings.add(new CheckFinding(kind, context));
        }
    }

    /** Every page must be claimed or free, and not both. */
    void compareWith(SpaceView space) {
        for (long page = 0; page < filePages; page++) {
            boolean allocated = space.isAllocated(page);
            if (allocated != claimed.get((int) page)) {
                find(allocated ? CheckFinding.Kind.LEAKED : CheckFinding.Kind.REFERENCED_BUT_FREE, "page=" + page);
            }
        }
        if (!space.countsAreRight()) {
            find(CheckFinding.Kind.WRONG_COUNT, "free pages");
        }
        Map<Integer, Long> counted = space.epochPages();
        pagesByEpoch.forEach((epoch, pages) -> {
            if (!pages.equals(counted.get(epoch))) {
                find(CheckFinding.Kind.WRONG_COUNT, "epoch=" + epoch + ", pages=" + pages);
            }
        });
        counted.forEach((epoch, pages) -> {
            if (pages != 0 && !pagesByEpoch.containsKey(epoch)) {
                find(CheckFinding.Kind.WRONG_COUNT, "epoch=" + epoch + ", pages=0");
            }
        });
    }

    long sealedPages() {
        return sealedPages;
    }

    List<CheckFinding> findings() {
        return findings;
    }
}
