/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.util.List;

/** What a database says of itself and of its connections: rows of the views of schema {@code blaze}, with their columns. */
public final class Inspection {
    private final BlazeDatabase database;

    Inspection(BlazeDatabase database) {
        this.database = database;
    }

    /** This database and the attached ones. */
    public List<Row> databases() {
        return all("databases");
    }

    /** How attached databases are doing: state, lag, rows, last error, writes that are not decided. */
    public List<Row> attachments() {
        return all("attachments");
    }

    public List<Row> publications() {
        return all("publications");
    }

    public List<Row> grants() {
        return all("grants");
    }

    /** Who keeps a replica of what, and how far it is. */
    public List<Row> subscribers() {
        return all("subscribers");
    }

    /** Apps and databases, what flows between them, and what others offer. */
    public List<Row> topology() {
        return all("topology");
    }

    public List<Row> links() {
        return all("links");
    }

    /** Rejected writes, oldest first; {@link BlazeDatabase#onConflict} tells of them as they come. */
    public List<Row> conflicts() {
        return database.query("blaze.conflicts").orderBy("number").all();
    }

    /** Who asked for what and was given what, oldest first. */
    public List<Row> audit() {
        return database.audit();
    }

    /** Policies of tables. */
    public List<Row> policies() {
        return all("policies");
    }

    /** Rights of users and roles on tables. */
    public List<Row> privileges() {
        return all("privileges");
    }

    public List<Row> statistics() {
        return all("statistics");
    }

    public List<Row> settings() {
        return all("settings");
    }

    /** How a statement would be run, a line each. */
    public List<String> explain(String sql) {
        return database.sql("EXPLAIN " + sql).stream()
                .map(row -> String.valueOf(row.asMap().values().iterator().next()))
                .toList();
    }

    private List<Row> all(String view) {
        return database.query("blaze." + view).all();
    }
}
