/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

/**
 * A join of two tables in the making. Its rows have the columns of both; where both have one of the same name, the left one's counts,
 * and {@link Query#columns} with qualified names chooses.
 */
public final class Join {
    private final BlazeDatabase database;
    private final String left;
    private final String right;
    private String kind = " JOIN ";

    Join(BlazeDatabase database, String left, String right) {
        this.database = database;
        this.left = left;
        this.right = right;
    }

    /** Keeps rows of the left table that have no match. */
    public Join outer() {
        kind = " LEFT JOIN ";
        return this;
    }

    /** Joins rows whose columns are equal. */
    public Query on(String leftColumn, String rightColumn) {
        String condition = Names.table(left) + "." + Names.quoted(leftColumn) + " = " + Names.table(right) + "."
                + Names.quoted(rightColumn);
        return new Query(database, Names.table(left) + kind + Names.table(right) + " ON " + condition);
    }
}
