/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.operator.ModifyOperators.Changes;
import io.blazedb.calcite.exec.operator.ModifyOperators.Modification;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MERGE: for each row of the source with its partner in the target, the first clause that fits. Reads the whole source before the first
 * write.
 */
public final class MergeOperator implements Modification {
    private static final @Nullable Object[] NO_PARTNER = {null};

    private final WrittenTable access;
    private final Operator source;
    private final int sourceWidth;
    private final List<Clause> clauses;
    private final @Nullable RowGuard guard;
    private final @Nullable RowProgram returning;

    /**
     * A merge.
     *
     * @param source columns of the source, then those of the target with its key, all NULL if there is no partner
     * @param sourceWidth how many columns the source has
     * @param guard what policies demand of the rows written, or null
     * @param returning over the source's and the target's columns, or null
     */
    public MergeOperator(
            WrittenTable access,
            Operator source,
            int sourceWidth,
            List<Clause> clauses,
            @Nullable RowGuard guard,
            @Nullable RowProgram returning) {
        this.access = access;
        this.source = source;
        this.sourceWidth = sourceWidth;
        this.clauses = List.copyOf(clauses);
        this.guard = guard;
        this.returning = returning;
    }

    /**
     * A WHEN clause. Its programs are over the source's and the target's columns if it is for rows with a partner, otherwise over the
     * source's and one column more.
     *
     * @param matched whether it is for source rows with a partner
     * @param condition a further condition, or null
     * @param action what it does
     */
    public record Clause(boolean matched, @Nullable RowProgram condition, Action action) {}

    /** What a clause does. */
    public sealed interface Action {

        /** Changes the partner. */
        record Update(RowProgram values, ColumnAssignments set) implements Action {}

        /** Deletes the partner. */
        record Delete() implements Action {}

        /** Inserts a row. */
        record Insert(RowProgram values, NewRows rows) implements Action {}

        /** Nothing. */
        record Nothing() implements Action {}
    }

    @Override
    public Changes run(OperatorContext context) {
        RowWriter writer = RowGuard.over(guard, access.open(context), context);
        Written written = new Written(context, returning);
        int keyAt = sourceWidth + access.table().columns().size();
        try (Rows open = ModifyOperators.read(source, context)) {
            @Nullable Object[] row;
            while ((row = open.next()) != null) {
                context.tick();
                byte[] key = (byte[]) row[keyAt];
                @Nullable Object[] given = Arrays.copyOf(row, sourceWidth);
                @Nullable Object[] partner = Arrays.copyOfRange(row, sourceWidth, keyAt);
                @Nullable Object[] seen = Written.concat(given, key == null ? NO_PARTNER : partner);
                Clause clause = clause(key != null, seen, context);
                if (clause == null) {
                    continue;
                }
                if (key == null) {
                    insert(clause.action(), given, seen, writer, context, written);
                } else {
                    change(clause.action(), key, partner, seen, writer, context, written);
                }
            }
        }
        return written.changes();
    }

    private @Nullable Clause clause(boolean matched, @Nullable Object[] seen, OperatorContext context) {
        for (Clause clause : clauses) {
            RowProgram condition = clause.condition();
            if (clause.matched() == matched && (condition == null || condition.isTrue(seen, context))) {
                return clause;
            }
        }
        return null;
    }

    private static void insert(
            Action action,
            @Nullable Object[] given,
            @Nullable Object[] seen,
            RowWriter writer,
            OperatorContext context,
            Written written) {
        if (action instanceof Action.Insert insert) {
            @Nullable Object[] row = insert.rows().row(insert.values().run(seen, context), writer, context);
            written.touch(writer.insert(row));
            written.add(row, Written.concat(given, row));
        }
    }

    private void change(
            Action action,
            byte[] key,
            @Nullable Object[] partner,
            @Nullable Object[] seen,
            RowWriter writer,
            OperatorContext context,
            Written written) {
        if (action instanceof Action.Nothing) {
            return;
        }
        written.requireUntouched(key, "MERGE");
        written.touch(key);
        if (action instanceof Action.Update update) {
            @Nullable
            Object[] after = update.set().apply(partner, update.values().run(seen, context), 0, writer);
            written.touch(writer.update(key, partner, after));
            written.add(after, Written.concat(Arrays.copyOf(seen, sourceWidth), after));
        } else {
            writer.delete(key, partner);
            written.addDeleted(seen);
        }
    }
}
