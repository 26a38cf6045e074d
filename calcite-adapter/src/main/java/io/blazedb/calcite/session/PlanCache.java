/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.plan.CompiledQuery;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.plan.ResolvedTable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plans of statements, shared by the sessions of one database; the least recently used go first. A statement whose literals can be
 * parameters is found in two steps: its normalized text says which of them are, and that text with the types of those and the values of
 * the others has the plan.
 *
 * <p>Threading: safe for any number of threads.
 */
public final class PlanCache {

    /**
     * What a plan depends on beside the catalogs: the text, or what stands for it, and what unqualified names mean.
     *
     * @param normalized whether the text is one without literals
     * @param role whose rights it is planned with; empty where rights are not asked for
     */
    public record Key(String sql, boolean normalized, String database, List<String> path, String role) {}

    /** A plan, and what it was made for. */
    public static final class Plan {
        private final CompiledQuery query;
        private final Map<String, Long> versions;
        private final Map<ResolvedTable, Double> estimates;
        private final long attachments;
        private final String role;
        private final List<String> databases;
        private final boolean direct;
        private final boolean onlyMain;
        private final long mainVersion;
        private final AtomicLong runs = new AtomicLong();

        /**
         * A plan.
         *
         * @param versions catalog version of each database it depends on
         * @param estimates rows of the tables it was optimized for
         * @param attachments generation of the attachments
         * @param role as in {@link Key}
         */
        public Plan(
                CompiledQuery query,
                Map<String, Long> versions,
                Map<ResolvedTable, Double> estimates,
                long attachments,
                String role) {
            this(query, versions, estimates, attachments, role, false);
        }

        /** A plan that does without the optimizer, and takes all literals of its statement as parameters if it is kept for others. */
        public static Plan direct(CompiledQuery query, Map<String, Long> versions, long attachments, String role) {
            return new Plan(query, versions, Map.of(), attachments, role, true);
        }

        private Plan(
                CompiledQuery query,
                Map<String, Long> versions,
                Map<ResolvedTable, Double> estimates,
                long attachments,
                String role,
                boolean direct) {
            this.direct = direct;
            this.role = role;
            this.query = query;
            this.versions = versions;
            this.estimates = estimates;
            this.attachments = attachments;
            Set<String> aliases = new LinkedHashSet<>(query.databasesRead());
            aliases.addAll(query.databasesWritten());
            this.databases = List.copyOf(aliases);
            this.onlyMain = databases.equals(List.of(Database.MAIN))
                    && versions.keySet().equals(Set.of(Database.MAIN));
            this.mainVersion = versions.getOrDefault(Database.MAIN, 0L);
        }

        public CompiledQuery query() {
            return query;
        }

        public Map<String, Long> versions() {
            return versions;
        }

        public long attachments() {
            return attachments;
        }

        /** Whose rights it was planned with. */
        public String role() {
            return role;
        }

        /** Aliases of the databases that it reads or writes, each once. */
        public List<String> databases() {
            return databases;
        }

        public boolean isDirect() {
            return direct;
        }

        /** Whether it depends on nothing but {@link #mainVersion}. */
        public boolean isOnlyOfMain() {
            return onlyMain;
        }

        /** Catalog version of main. */
        public long mainVersion() {
            return mainVersion;
        }

        /**
         * Counts a run, and now and then asks whether the tables still have about the size that the plan was made for.
         *
         * @return false if the statement should be planned anew
         */
        public boolean isFit(Supplier<? extends PlanningContext> context) {
            if (direct) {
                return true;
            }
            long run = runs.incrementAndGet();
            if (run < Limits.PLAN_CHECK_RUNS || (Long.bitCount(run) != 1 && run % Limits.PLAN_CHECK_RUNS_MAX != 0)) {
                return true;
            }
            PlanningContext names = context.get();
            for (Map.Entry<ResolvedTable, Double> estimate : estimates.entrySet()) {
                double ratio = Math.max(names.estimatedRows(estimate.getKey()), Limits.PLAN_ROWS_MIN)
                        / Math.max(estimate.getValue(), Limits.PLAN_ROWS_MIN);
                if (ratio > Limits.PLAN_GROWTH || ratio < 1 / Limits.PLAN_GROWTH) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Keeps the entries that were used last, as many as there is room for. */
    private static final class Recent<V> {
        private final Map<Key, V> entries = new LinkedHashMap<>(64, 0.75f, true);
        private long characters;

        @Nullable
        V get(Key key) {
            return entries.get(key);
        }

        void put(Key key, V value) {
            if (entries.put(key, value) == null) {
                characters += key.sql().length();
            }
            Iterator<Key> eldest = entries.keySet().iterator();
            while (entries.size() > Limits.PLANS_CACHED || characters > Limits.PLANS_CACHED_CHARACTERS) {
                characters -= eldest.next().sql().length();
                eldest.remove();
            }
        }

        void clear() {
            entries.clear();
            characters = 0;
        }
    }

    private final Recent<Plan> plans = new Recent<>();
    private final Recent<List<Integer>> parameters = new Recent<>();

    public synchronized @Nullable Plan get(Key key) {
        return plans.get(key);
    }

    public synchronized void put(Key key, Plan plan) {
        plans.put(key, plan);
    }

    /** Which literals of a normalized statement are parameters of its plan; null if that is not known. */
    public synchronized @Nullable List<Integer> parameters(Key normalized) {
        return parameters.get(normalized);
    }

    /** Forgets all plans. */
    public synchronized void clear() {
        plans.clear();
    }

    /** Remembers which literals of a normalized statement are parameters of its plan. */
    public synchronized void putParameters(Key normalized, List<Integer> literals) {
        parameters.put(normalized, literals);
    }
}
