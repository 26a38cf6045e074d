/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.KeyCondition;
import io.blazedb.calcite.plan.SeekTerms.Term;
import io.blazedb.calcite.plan.cost.Cardinality;
import io.blazedb.calcite.plan.rel.AccessPath;
import io.blazedb.calcite.plan.rel.AccessPath.Kind;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelFieldCollation.Direction;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how a table is read: as a whole, by single keys, by a part of its primary key, or through an index. The choice is the
 * cheapest by estimated rows, with the order that is wanted counted in.
 */
final class AccessPaths {
    private static final double SEEK_COST = 2;
    private static final double INDEX_ROW_COST = 4;
    private static final double RANGE_SHARE = 0.3;
    private static final double BOTH_BOUNDS_SHARE = 0.1;
    private static final double SORT_ROW_COST = 0.4;

    private AccessPaths() {}

    /**
     * An order that is wanted above.
     *
     * @param collation the order, over the columns at hand
     * @param rows how many rows will be read at most
     */
    record Wanted(RelCollation collation, double rows) {}

    /**
     * A way to read the table.
     *
     * @param proven conditions that the path proves
     * @param rows rows that the path reads
     */
    record Choice(AccessPath path, Set<RexNode> proven, double rows, double cost, RelCollation order) {}

    /**
     * The cheapest way.
     *
     * @param conditions all conditions on the table's rows
     */
    static Choice choose(
            RelNode scan,
            BlazeTable table,
            List<RexNode> conditions,
            List<Term> terms,
            @Nullable Wanted wanted,
            double filterShare) {
        Choice best = null;
        List<Choice> choices = all(scan, table, conditions, terms);
        // A part of the key comes in the order of the whole, which is read from its beginning however soon a limit
        // might end that.
        boolean part = wanted != null && choices.stream().anyMatch(choice -> isPartOfKey(choice.path()));
        for (Choice choice : choices) {
            if (part && choice.path().kind() == Kind.FULL) {
                continue;
            }
            Choice costed = ordered(choice, wanted, filterShare);
            if (best == null || costed.cost() < best.cost()) {
                best = costed;
            }
        }
        return java.util.Objects.requireNonNull(best);
    }

    /** The cheapest way that uses at least one of the terms; null if there is none. */
    static @Nullable Choice seek(RelNode scan, BlazeTable table, List<RexNode> conditions, List<Term> terms) {
        Choice best = null;
        for (Choice choice : all(scan, table, conditions, terms)) {
            boolean seeks = !choice.path().equalities().isEmpty();
            if (seeks && (best == null || choice.cost() < best.cost())) {
                best = choice;
            }
        }
        return best;
    }

    private static void requirePopulated(TableDefinition table) {
        if (table.options().unpopulated()) {
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "materialized view \"" + table.name() + "\" has not been populated; use REFRESH MATERIALIZED VIEW");
        }
    }

    private static List<Choice> all(RelNode scan, BlazeTable table, List<RexNode> conditions, List<Term> terms) {
        TableDefinition definition = table.definition();
        requirePopulated(definition);
        List<Choice> choices = new ArrayList<>();
        double rows = Math.max(1, table.estimatedRows());
        boolean stored = definition.kind() == TableDefinition.Kind.TABLE;
        List<RelFieldCollation> keyOrder = new ArrayList<>();
        definition.primaryKey().forEach(column -> keyOrder.add(field(column, false, false)));
        choices.add(new Choice(
                AccessPath.full(false), Set.of(), rows, Cardinality.readCost(table), RelCollations.of(keyOrder)));
        if (!stored) {
            return choices;
        }
        if (!definition.primaryKey().isEmpty()) {
            Choice choice = path(scan, table, null, keyOrder, true, terms);
            if (choice != null) {
                choices.add(choice);
            }
        }
        for (IndexDefinition index : definition.indexes()) {
            RexNode predicate = table.indexExpressions().predicate(index);
            if (predicate != null && !Implication.holds(conditions, predicate)) {
                continue;
            }
            List<RelFieldCollation> order = new ArrayList<>();
            List<Integer> key = table.indexExpressions().keyOf(index);
            for (int i = 0; i < key.size(); i++) {
                IndexDefinition.Column column = index.columns().get(i);
                order.add(field(key.get(i), column.descending(), column.nullsFirst()));
            }
            Choice choice = path(scan, table, index, order, index.unique(), terms);
            if (choice != null) {
                choices.add(predicate == null ? choice : ofSome(choice, scan, predicate));
            }
        }
        return choices;
    }

    /** The path through an index that has entries for some rows only: it proves its predicate, and reads no others. */
    private static Choice ofSome(Choice choice, RelNode scan, RexNode predicate) {
        double share = Cardinality.selectivity(predicate, scan);
        Set<RexNode> proven = new HashSet<>(choice.proven());
        proven.addAll(RelOptUtil.conjunctions(predicate));
        return new Choice(
                choice.path(), proven, Math.max(1, choice.rows() * share), choice.cost() * share, choice.order());
    }

    private static boolean isPartOfKey(AccessPath path) {
        return (path.kind() == Kind.KEY_RANGE || path.kind() == Kind.KEY_SEEK)
                && path.equalities().stream()
                        .allMatch(equality -> equality.values().size() == 1);
    }

    private static RelFieldCollation field(int column, boolean descending, boolean nullsFirst) {
        return new RelFieldCollation(
                column,
                descending ? Direction.DESCENDING : Direction.ASCENDING,
                nullsFirst ? NullDirection.FIRST : NullDirection.LAST);
    }

    /** The path through one key. Through an index without conditions it is worth something only for its order. */
    private static @Nullable Choice path(
            RelNode scan,
            BlazeTable table,
            @Nullable IndexDefinition index,
            List<RelFieldCollation> key,
            boolean unique,
            List<Term> terms) {
        TableDefinition definition = table.definition();
        double total = Math.max(1, table.estimatedRows());
        List<AccessPath.Equality> equalities = new ArrayList<>();
        Set<RexNode> proven = new HashSet<>();
        List<RelFieldCollation> order = new ArrayList<>();
        double share = 1;
        double seeks = 1;
        boolean values = true;
        int column = 0;
        for (; column < key.size(); column++) {
            Term term = equality(terms, key.get(column).getFieldIndex(), index != null);
            if (term == null) {
                break;
            }
            equalities.add(new AccessPath.Equality(term.column(), term.values(), term.kind() == SeekTerms.Kind.NULL));
            values &= term.kind() != SeekTerms.Kind.NULL;
            if (provesAll(keyType(definition, index, column), term)) {
                proven.add(term.conjunct());
            }
            share *= term.kind() == SeekTerms.Kind.NULL
                    ? Cardinality.nullShare(scan, term.column())
                    : Cardinality.equalShare(scan, term.column(), term.values());
            seeks *= Math.max(1, term.values().size());
            if (term.values().size() > 1) {
                order.add(key.get(column));
            }
        }
        boolean whole = column == key.size();
        AccessPath.Limit lower = null;
        AccessPath.Limit upper = null;
        if (!whole) {
            int next = key.get(column).getFieldIndex();
            lower = limit(terms, next, SeekTerms.Kind.LOWER);
            upper = limit(terms, next, SeekTerms.Kind.UPPER);
        }
        if (lower != null || upper != null) {
            share *= Cardinality.rangeShare(
                    scan,
                    key.get(column).getFieldIndex(),
                    lower == null ? null : lower.value(),
                    lower != null && lower.inclusive(),
                    upper == null ? null : upper.value(),
                    upper != null && upper.inclusive(),
                    lower != null && upper != null ? BOTH_BOUNDS_SHARE : RANGE_SHARE);
        }
        order.addAll(key.subList(column, key.size()));
        boolean seek = whole && unique && values;
        double rows = seek ? Math.min(seeks, total) : Math.max(1, total * share);
        if (index == null) {
            if (equalities.isEmpty() && lower == null && upper == null) {
                return null;
            }
            AccessPath path =
                    new AccessPath(seek ? Kind.KEY_SEEK : Kind.KEY_RANGE, null, equalities, lower, upper, false);
            return new Choice(path, proven, rows, SEEK_COST * seeks + (seek ? 0 : rows), RelCollations.of(order));
        }
        AccessPath path = new AccessPath(Kind.INDEX, index, equalities, lower, upper, false);
        return new Choice(path, proven, rows, SEEK_COST * seeks + rows * INDEX_ROW_COST, RelCollations.of(order));
    }

    private static @Nullable Term equality(List<Term> terms, int column, boolean nullable) {
        Term best = null;
        for (Term term : terms) {
            boolean usable = term.column() == column
                    && (term.kind() == SeekTerms.Kind.EQUAL || (nullable && term.kind() == SeekTerms.Kind.NULL));
            if (usable && (best == null || term.values().size() < best.values().size())) {
                best = term;
            }
        }
        return best;
    }

    private static AccessPath.@Nullable Limit limit(List<Term> terms, int column, SeekTerms.Kind kind) {
        for (Term term : terms) {
            if (term.column() == column && term.kind() == kind) {
                return new AccessPath.Limit(column, term.values().get(0), term.inclusive());
            }
        }
        return null;
    }

    private static SqlType keyType(TableDefinition table, @Nullable IndexDefinition index, int position) {
        return index == null
                ? table.columns().get(table.primaryKey().get(position)).type()
                : index.keyType(table, position);
    }

    private static boolean provesAll(SqlType column, Term term) {
        if (!term.exact()) {
            return false;
        }
        return term.kind() == SeekTerms.Kind.NULL
                || term.types().stream().allMatch(type -> KeyCondition.seekIsExact(column, type));
    }

    /** Turns the path around if that gives the wanted order, and counts what sorting would cost otherwise. */
    private static Choice ordered(Choice choice, @Nullable Wanted wanted, double filterShare) {
        if (wanted == null || wanted.collation().getFieldCollations().isEmpty()) {
            return choice;
        }
        boolean forwards = satisfies(choice, choice.order(), wanted.collation());
        RelCollation reversed = reversed(choice.order());
        boolean backwards = !forwards && satisfies(choice, reversed, wanted.collation());
        double rows = Math.max(1, choice.rows() * filterShare);
        if (!forwards && !backwards) {
            double sort = rows * Math.log(rows + 1) / Math.log(2) * SORT_ROW_COST;
            return new Choice(choice.path(), choice.proven(), choice.rows(), choice.cost() + sort, choice.order());
        }
        double read = Math.min(1, wanted.rows() / rows);
        AccessPath path = choice.path();
        AccessPath turned = backwards
                ? new AccessPath(path.kind(), path.index(), path.equalities(), path.lower(), path.upper(), true)
                : path;
        return new Choice(
                turned, choice.proven(), choice.rows(), choice.cost() * read + 1, forwards ? choice.order() : reversed);
    }

    private static boolean satisfies(Choice choice, RelCollation given, RelCollation wanted) {
        return isOrdered(choice.path(), given, wanted);
    }

    /** Whether rows in one order are in another, columns to which the path gives a single value aside. */
    static boolean isOrdered(@Nullable AccessPath path, RelCollation given, RelCollation wanted) {
        Set<Integer> constants = new HashSet<>();
        if (path != null) {
            for (AccessPath.Equality equality : path.equalities()) {
                if (equality.isNull() || equality.values().size() == 1) {
                    constants.add(equality.column());
                }
            }
        }
        int next = 0;
        for (RelFieldCollation field : wanted.getFieldCollations()) {
            if (constants.contains(field.getFieldIndex())) {
                continue;
            }
            if (next >= given.getFieldCollations().size()
                    || !sameOrder(given.getFieldCollations().get(next++), field)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameOrder(RelFieldCollation a, RelFieldCollation b) {
        return a.getFieldIndex() == b.getFieldIndex()
                && a.direction.isDescending() == b.direction.isDescending()
                && (b.nullDirection == NullDirection.UNSPECIFIED || a.nullDirection == b.nullDirection);
    }

    private static RelCollation reversed(RelCollation collation) {
        List<RelFieldCollation> fields = new ArrayList<>();
        for (RelFieldCollation f : collation.getFieldCollations()) {
            fields.add(field(f.getFieldIndex(), !f.direction.isDescending(), f.nullDirection != NullDirection.FIRST));
        }
        return RelCollations.of(fields);
    }
}
