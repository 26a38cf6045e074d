/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.security.Access;
import java.util.List;
import java.util.Map;

/** What system views may look at: the session that reads them. */
public interface SystemContext {

    SqlEngine engine();

    /** What the role that asks may do. */
    Access access();

    /** The session's databases, main first; their catalogs show what the role that asks may know. */
    List<SystemDatabase> databases();

    /** Whether rows can be written through a view of one of the databases. */
    boolean isUpdatable(SystemDatabase database, TableDefinition view);

    /** The databases whose tables the session can name: those of {@link #databases()}, and its temporary tables as a part of main. */
    List<SystemDatabase> catalogs();

    /** What the session has prepared by name: name, text, number of parameters. */
    List<KeptStatement> preparedStatements();

    /** The cursors of the session. */
    List<KeptStatement> cursors();

    /**
     * A statement that a session keeps by name.
     *
     * @param parameters how many it has
     * @param held whether it is a cursor that outlives its transaction
     * @param scrolls whether it is a cursor that goes back
     */
    record KeptStatement(String name, String sql, int parameters, boolean held, boolean scrolls) {}

    /** Settings in force, by name. */
    Map<String, String> settings();
}
