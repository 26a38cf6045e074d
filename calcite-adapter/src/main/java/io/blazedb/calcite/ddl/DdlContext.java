/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.link.LinkMaintainer;
import io.blazedb.calcite.security.Access;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.SessionNames;
import io.blazedb.calcite.session.StatementScope;
import org.jspecify.annotations.Nullable;

/** What a definition needs of the session that runs it. */
public interface DdlContext {

    StatementScope scope();

    /** What names mean in the session. */
    SessionNames names();

    /** A database by its alias. */
    Database database(String alias);

    boolean isDatabase(String alias);

    /** The temporary tables of the session, made now if it has had none. */
    Database temporary();

    /** The temporary tables of the session; null if it has had none. */
    @Nullable
    Database temporaryIfOpen();

    /** What the current role may do. */
    Access access();

    /**
     * Gives a user another secret once the transaction has committed.
     *
     * @param secret wiped then; null for none
     */
    void changeSecret(String user, char @Nullable [] secret);

    /** The execution that queries and expressions inside the definition run in. */
    ExecutionContext execution();

    /** Refuses to write where the session must not. */
    void requireWritable(Database database);

    /** Keeps linked columns up to date in this transaction. */
    LinkMaintainer links();

    /** A writer of rows. */
    TableWriter writer(Database database, TableDefinition table);
}
