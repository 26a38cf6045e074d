/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.exec.operator.RowGuard;
import io.blazedb.calcite.exec.operator.RowProgram;
import io.blazedb.calcite.security.TableRights;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement may write, and the conditions that rows must meet for it. Serves one compilation. */
final class WriteAccess {
    private final WriteTarget target;
    private final Frontend frontend;
    private final @Nullable TableRights rights;

    private WriteAccess(WriteTarget target, Frontend frontend, @Nullable TableRights rights) {
        this.target = target;
        this.frontend = frontend;
        this.rights = rights;
    }

    static WriteAccess of(WriteTarget target, Frontend frontend, PlanningContext context) {
        ResolvedTable resolved = target.resolved();
        return new WriteAccess(target, frontend, context.access().of(resolved.database(), resolved.definition()));
    }

    /** 42501 unless something may be done with the whole table. */
    WriteAccess require(RightKind kind) {
        if (rights != null) {
            rights.require(kind);
        }
        return this;
    }

    /** 42501 unless something may be done with these columns. */
    WriteAccess require(RightKind kind, Collection<Integer> columns) {
        if (rights != null && !columns.isEmpty()) {
            rights.require(kind, columns);
        }
        return this;
    }

    /** INSERT. */
    @Nullable
    RowGuard ofInsert(boolean reads) {
        return isFree() ? null : new RowGuard(name(), inserted(reads), null, null, null);
    }

    /** INSERT ... ON CONFLICT DO UPDATE. */
    @Nullable
    RowGuard ofUpsert() {
        return isFree()
                ? null
                : new RowGuard(
                        name(), inserted(true), updated(true), old(List.of(Command.UPDATE, Command.SELECT)), null);
    }

    /** UPDATE. */
    @Nullable
    RowGuard ofUpdate(boolean reads) {
        return isFree() ? null : new RowGuard(name(), null, updated(reads), null, null);
    }

    /** MERGE. */
    @Nullable
    RowGuard ofMerge(boolean returns) {
        return isFree()
                ? null
                : new RowGuard(
                        name(),
                        inserted(returns),
                        updated(true),
                        old(List.of(Command.UPDATE)),
                        old(List.of(Command.DELETE)));
    }

    private boolean isFree() {
        return rights == null || !rights.isFiltered();
    }

    private String name() {
        return target.table().name();
    }

    private @Nullable RowProgram inserted(boolean reads) {
        return ofNew(Command.INSERT, reads);
    }

    private @Nullable RowProgram updated(boolean reads) {
        return ofNew(Command.UPDATE, reads);
    }

    private @Nullable RowProgram ofNew(Command command, boolean reads) {
        if (rights == null) {
            return null;
        }
        String check = "(" + rights.check(command) + ")";
        String condition = reads ? check + " AND (" + rights.using(Command.SELECT) + ")" : check;
        return frontend.rowCondition(target.resolved(), condition);
    }

    private @Nullable RowProgram old(List<Command> commands) {
        return rights == null ? null : frontend.rowCondition(target.resolved(), Frontend.conditions(rights, commands));
    }
}
