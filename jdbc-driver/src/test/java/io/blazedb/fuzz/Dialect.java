/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What BlazeDB and another database both understand and mean alike. The deliberate differences are those of the types and features that
 * are missing here:
 *
 * <ul>
 *   <li>SQLite has no types that are checked: no booleans but 0 and 1, decimals, dates; its casts to numbers cut instead of rounding, the
 *       average of integers is a binary fraction.
 *   <li>H2 gives quotients of decimals other scales, knows no full joins, no grouping sets, no LATERAL and no INTERSECT ALL.
 * </ul>
 */
enum Dialect {
    POSTGRESQL(EnumSet.allOf(Type.class), EnumSet.allOf(Feature.class)),
    H2(
            EnumSet.allOf(Type.class),
            EnumSet.of(
                    Feature.QUANTIFIED,
                    Feature.SYMMETRIC,
                    Feature.ROW_VALUES,
                    Feature.DATE_PARTS,
                    Feature.CASTS,
                    Feature.TRUTH)),
    SQLITE(
            EnumSet.of(Type.INTEGER, Type.DOUBLE, Type.TEXT),
            EnumSet.of(Feature.FULL_JOIN, Feature.ROW_VALUES, Feature.ON_CONFLICT, Feature.RETURNING));

    /** What not every dialect has. */
    enum Feature {
        FULL_JOIN,
        LATERAL,
        QUANTIFIED,
        GROUPING_SETS,
        SYMMETRIC,
        ROW_VALUES,
        SET_OPERATIONS_ALL,
        DATE_PARTS,
        CASTS,
        TRUTH,
        DISTINCT_ON,
        FUNCTIONS,
        SPECIAL_NUMBERS,
        ORDERED_AGGREGATES,
        ON_CONFLICT,
        RETURNING,
        MERGE,
        UPDATE_FROM,
        COMPOSITES,
        FRAMES
    }

    private final Set<Type> types;
    private final Set<Feature> features;

    Dialect(Set<Type> types, Set<Feature> features) {
        this.types = types;
        this.features = features;
    }

    List<Type> types() {
        return List.copyOf(types);
    }

    boolean has(Type type) {
        return types.contains(type);
    }

    boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** A new and empty database of this dialect, null where PostgreSQL's address is not given by {@code -Dblazedb.fuzz.postgresql}. */
    @Nullable
    String url(int number) {
        return switch (this) {
            case POSTGRESQL -> System.getProperty("blazedb.fuzz.postgresql");
            case H2 -> "jdbc:h2:mem:fuzz" + number + ";DATABASE_TO_UPPER=FALSE";
            case SQLITE -> "jdbc:sqlite::memory:";
        };
    }

    List<String> opening() {
        return switch (this) {
            case POSTGRESQL ->
                List.of(
                        "DROP SCHEMA IF EXISTS fuzz CASCADE",
                        "CREATE SCHEMA fuzz",
                        "SET search_path = fuzz",
                        "SET client_min_messages = error",
                        "SET statement_timeout = '20s'");
            case H2 -> List.of();
            case SQLITE -> List.of("PRAGMA case_sensitive_like = ON", "PRAGMA foreign_keys = ON");
        };
    }
}
