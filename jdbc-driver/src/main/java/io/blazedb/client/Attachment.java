/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.util.List;

/** A database attached to an open one. It stays attached, also over a restart, until {@link #detach}. */
public final class Attachment {
    private final BlazeDatabase database;
    private final String alias;

    Attachment(BlazeDatabase database, String alias) {
        this.database = database;
        this.alias = alias;
    }

    /** Its name in queries: {@code alias.table}. */
    public String alias() {
        return alias;
    }

    /** How it is doing, as the view blaze.attachments shows it; empty once detached. */
    public List<Row> status() {
        return database.query("blaze.attachments").where("alias").equalTo(alias).all();
    }

    /** Ends the attachment; a replica's data are removed. */
    public void detach() {
        database.execute("DETACH DATABASE IF EXISTS " + Names.quoted(alias));
    }
}
