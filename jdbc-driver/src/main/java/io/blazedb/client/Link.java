/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A live link that is being put together: columns of an own table that follow columns of an attached row, in the same transaction in which its change
 * arrives.
 *
 * <pre>{@code
 * notes.link("titles", "notes").to("bugs.bugs").on("bug_id", "id").column("bug_title", "title").create();
 * }</pre>
 */
public final class Link {
    /** What becomes of the own row when the attached one is deleted. */
    public enum OnDelete {
        KEEP,
        SET_NULL,
        CASCADE
    }

    private final BlazeDatabase database;
    private final String name;
    private final String table;
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private String followed = "";
    private OnDelete onDelete = OnDelete.KEEP;

    Link(BlazeDatabase database, String name, String table) {
        this.database = database;
        this.name = name;
        this.table = table;
    }

    /** The attached table that is followed. */
    public Link to(String attachedTable) {
        followed = attachedTable;
        return this;
    }

    /** The own column that names the attached row, and the column there that it names. */
    public Link on(String own, String attached) {
        keys.put(own, attached);
        return this;
    }

    /** An own column, and the column there that it follows. */
    public Link column(String own, String attached) {
        columns.put(own, attached);
        return this;
    }

    public Link onDelete(OnDelete action) {
        onDelete = action;
        return this;
    }

    /** Creates the link; the columns have their values when this returns. */
    public void create() {
        if (followed.isEmpty() || columns.isEmpty() || keys.isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "A link needs an attached table, a key and a column.");
        }
        List<String> equal = new ArrayList<>();
        keys.forEach((own, attached) -> equal.add(Names.table(table) + "." + Names.quoted(own) + " = "
                + Names.table(followed) + "." + Names.quoted(attached)));
        database.execute("CREATE LINK " + Names.quoted(name) + " ON " + Names.table(table) + " ("
                + Names.list(columns.keySet()) + ") REFERENCES " + Names.table(followed) + " ("
                + Names.list(columns.values()) + ") ON (" + String.join(" AND ", equal) + ") ON DELETE "
                + onDelete.name().replace('_', ' '));
    }
}
