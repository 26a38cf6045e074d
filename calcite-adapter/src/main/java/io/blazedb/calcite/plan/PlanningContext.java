/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableStatistics;
import io.blazedb.calcite.function.UserFunction;
import io.blazedb.calcite.security.Access;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What names mean to the session that plans a statement. Used by one thread during one compilation. */
public interface PlanningContext {

    /**
     * Finds a table, view or system view.
     *
     * @param names one to three parts, already folded: table, schema.table, database.table or database.schema.table
     * @return null if there is none
     */
    @Nullable
    ResolvedTable resolve(List<String> names);

    /**
     * Finds a domain.
     *
     * @param names one to three parts, already folded
     * @return null if there is none
     */
    default @Nullable DomainDefinition domain(List<String> names) {
        return null;
    }

    /** The same session as seen from another current database and schema: names in a view's query mean what its creator saw. */
    PlanningContext inSchema(String database, String schema);

    /** What the role that asks may do. */
    default Access access() {
        return Access.unrestricted();
    }

    /** The context of a view's query: its schema, and its owner's rights unless it reads with those of who asks. */
    default PlanningContext inView(ResolvedTable view) {
        return inSchema(view.database(), view.definition().schema());
    }

    String currentDatabase();

    String currentSchema();

    /** Aliases of the databases that can be named. */
    Set<String> databases();

    /** From now on a name alone means rows that the statement itself makes. */
    default void give(String name, TableDefinition rows) {
        throw new UnsupportedOperationException();
    }

    /** Names of tables and views in the current schema, for messages. */
    default Set<String> tableNames() {
        return Set.of();
    }

    /** True as soon as the statement that is being planned was cancelled. */
    default AtomicBoolean cancelled() {
        return new AtomicBoolean();
    }

    /**
     * Called again and again while a statement is planned.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 57014 if it was cancelled or has run into its time limit
     */
    default void checkCancelled() {}

    /** Functions that the program has given. */
    default List<UserFunction> functions() {
        return List.of();
    }

    /** What ANALYZE found out about a table; null if it was never analyzed. */
    @Nullable
    TableStatistics statistics(ResolvedTable table);

    /** Whether the rows of a database stay with its owner, who answers queries. */
    default boolean isRemote(String database) {
        return false;
    }

    /** How many rows a table holds; cheap. */
    double estimatedRows(ResolvedTable table);
}
