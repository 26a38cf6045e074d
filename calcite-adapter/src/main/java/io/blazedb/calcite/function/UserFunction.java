/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.function;

import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function of SQL that a program has given. Values are external ones; see {@link SqlType}. */
public sealed interface UserFunction {
    /** Its name, in lower case. */
    String name();

    /** Types of its arguments. */
    List<SqlType> arguments();

    SqlType result();

    /** A function of values, none of which is NULL. */
    record Scalar(String name, List<SqlType> arguments, SqlType result, Body body) implements UserFunction {}

    /** A function of the values of many rows; rows with a NULL are left out. */
    record Aggregate(String name, List<SqlType> arguments, SqlType result, Start start) implements UserFunction {}

    /** What a function computes; may fail with anything. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object apply(Object[] arguments) throws Exception;
    }

    /** Begins a group of rows. */
    @FunctionalInterface
    interface Start {
        Group begin() throws Exception;
    }

    /** One group of rows. */
    interface Group {
        void add(Object[] arguments) throws Exception;

        /** The value over the rows so far; may be asked for again after more rows. */
        @Nullable
        Object result() throws Exception;
    }
}
