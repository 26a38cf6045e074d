/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.storage.ReadTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One execution of a statement as its session offers it: snapshots, writers, parameters, cancellation. */
public interface ExecutionContext extends ExpressionContext {

    /** The statement's view of a database, own changes included. */
    ReadTransaction read(String database);

    /**
     * The statement's view of a served database.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 42501 if access was taken back
     */
    RemoteView remote(String database);

    /** Writes rows and index entries of a table; checks constraints. The same writer for the same table during one statement. */
    RowWriter writer(String database, TableDefinition table);

    /** Rows of a system view at this moment, as internal values. */
    List<@Nullable Object[]> systemRows(String database, TableDefinition view);

    /** Rows of a table that the statement itself makes, as internal values. */
    void give(TableDefinition table, List<@Nullable Object[]> rows);

    /**
     * Called in every operator's loop; cheap.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 57014 after a cancel or a time-out
     */
    void checkCancelled();

    /** How much memory the rows that this execution holds may take, and where the others go; closed by who runs it. */
    MemoryAccount newAccount();

    /** Whether a DML statement shall keep the rows it wrote, for generated keys. */
    boolean keepsWrittenRows();
}
