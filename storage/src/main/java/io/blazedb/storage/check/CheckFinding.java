/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.check;

/**
 * Something that is wrong with a file.
 *
 * @param kind what
 * @param context where: names and numbers only, such as "page=17, tree=3"
 */
public record CheckFinding(Kind kind, String context) {

    /** What can be wrong. */
    public enum Kind {
        /** A page does not authenticate or does not parse. */
        UNREADABLE_PAGE,
        /** Two places refer to one page. */
        REFERENCED_TWICE,
        /** A reference leads outside of the pages of the file. */
        OUT_OF_RANGE,
        /** A page is referred to and yet free to be overwritten. */
        REFERENCED_BUT_FREE,
        /** A page is neither free nor referred to by anything. */
        LEAKED,
        /** Keys are out of order, or outside of the bounds that the branch above gives them. */
        KEY_ORDER,
        /** A count kept for quick answers differs from what was counted. */
        WRONG_COUNT,
        /** Bounds kept for leaving out pages differ from those of the values. */
        WRONG_ZONE
    }
}
