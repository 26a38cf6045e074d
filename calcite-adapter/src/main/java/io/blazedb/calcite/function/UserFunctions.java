/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.function;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Functions that SQL calls in the program's own code. There are none until the program gives them; they are known to every connection of
 * this JVM to the database, until it is closed, and stand in no file.
 *
 * <pre>
 * UserFunctions functions = connection.unwrap(UserFunctions.class);
 * functions.scalar("initial", String.class, String.class, name -> name.substring(0, 1));
 * functions.aggregate("product", Double.class, Double.class, () -> new double[] {1}, (p, x) -> p[0] *= x, p -> p[0]);
 * </pre>
 *
 * <p>Classes of arguments and results are those of values outside of the engine: Boolean, Short, Integer, Long, BigDecimal, Float, Double,
 * String, byte[], LocalDate, LocalTime, LocalDateTime, OffsetDateTime, UUID. A NULL among the arguments makes a scalar function's value
 * NULL without a call, and an aggregate function leave the row out. Whatever a function throws ends the statement with SQLSTATE 38000.
 * Functions run in the thread of the statement and must not use its connection. A statement prepared before a function is replaced keeps
 * the old one.
 *
 * <p>Threading: safe for any number of threads; so must be the functions.
 */
public final class UserFunctions {
    private static final Map<Class<?>, SqlType.Name> TYPES = Map.ofEntries(
            Map.entry(Boolean.class, SqlType.Name.BOOLEAN),
            Map.entry(Short.class, SqlType.Name.SMALLINT),
            Map.entry(Integer.class, SqlType.Name.INTEGER),
            Map.entry(Long.class, SqlType.Name.BIGINT),
            Map.entry(BigDecimal.class, SqlType.Name.DECIMAL),
            Map.entry(Float.class, SqlType.Name.REAL),
            Map.entry(Double.class, SqlType.Name.DOUBLE),
            Map.entry(String.class, SqlType.Name.VARCHAR),
            Map.entry(byte[].class, SqlType.Name.VARBINARY),
            Map.entry(LocalDate.class, SqlType.Name.DATE),
            Map.entry(LocalTime.class, SqlType.Name.TIME),
            Map.entry(LocalDateTime.class, SqlType.Name.TIMESTAMP),
            Map.entry(OffsetDateTime.class, SqlType.Name.TIMESTAMP_TZ),
            Map.entry(UUID.class, SqlType.Name.UUID));

    private final List<UserFunction> functions = new CopyOnWriteArrayList<>();
    private final Runnable changed;

    /**
     * No functions.
     *
     * @param changed called after every change
     */
    public UserFunctions(Runnable changed) {
        this.changed = changed;
    }

    /** A function of one value. */
    @FunctionalInterface
    public interface Function1<A, R> {
        @Nullable
        R apply(A a) throws Exception;
    }

    /** A function of two values. */
    @FunctionalInterface
    public interface Function2<A, B, R> {
        @Nullable
        R apply(A a, B b) throws Exception;
    }

    /** A function of three values. */
    @FunctionalInterface
    public interface Function3<A, B, C, R> {
        @Nullable
        R apply(A a, B b, C c) throws Exception;
    }

    /** Gives a function of one value; it takes the place of one of the same name and number of arguments. */
    public <A, R> void scalar(String name, Class<A> argument, Class<R> result, Function1<A, R> body) {
        add(new UserFunction.Scalar(name(name), types(argument), type(result), a -> body.apply(argument.cast(a[0]))));
    }

    /** Gives a function of two values. */
    public <A, B, R> void scalar(
            String name, Class<A> first, Class<B> second, Class<R> result, Function2<A, B, R> body) {
        add(new UserFunction.Scalar(
                name(name), types(first, second), type(result), a -> body.apply(first.cast(a[0]), second.cast(a[1]))));
    }

    /** Gives a function of three values. */
    public <A, B, C, R> void scalar(
            String name, Class<A> first, Class<B> second, Class<C> third, Class<R> result, Function3<A, B, C, R> body) {
        add(new UserFunction.Scalar(
                name(name),
                types(first, second, third),
                type(result),
                a -> body.apply(first.cast(a[0]), second.cast(a[1]), third.cast(a[2]))));
    }

    /**
     * Gives an aggregate function, which may also stand before OVER.
     *
     * @param start makes the state of a group
     * @param add takes a value into the state
     * @param finish the value of a state; may be asked for again after more values
     */
    public <A, S, R> void aggregate(
            String name,
            Class<A> argument,
            Class<R> result,
            Supplier<S> start,
            BiConsumer<S, A> add,
            Function1<S, R> finish) {
        add(new UserFunction.Aggregate(name(name), types(argument), type(result), () -> {
            S state = start.get();
            return new UserFunction.Group() {
                @Override
                public void add(Object[] arguments) {
                    add.accept(state, argument.cast(arguments[0]));
                }

                @Override
                public @Nullable Object result() throws Exception {
                    return finish.apply(state);
                }
            };
        }));
    }

    /** Takes all functions of a name back; does nothing if there are none. */
    public void remove(String name) {
        String lower = name(name);
        if (functions.removeIf(function -> function.name().equals(lower))) {
            changed.run();
        }
    }

    /** All functions. */
    public List<UserFunction> all() {
        return List.copyOf(functions);
    }

    private synchronized void add(UserFunction function) {
        functions.removeIf(other -> other.name().equals(function.name())
                && other.arguments().size() == function.arguments().size());
        functions.add(function);
        changed.run();
    }

    private static String name(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "the name of a function has letters, digits and underscores");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private static List<SqlType> types(Class<?>... classes) {
        return java.util.Arrays.stream(classes).map(UserFunctions::type).toList();
    }

    private static SqlType type(Class<?> type) {
        SqlType.Name name = TYPES.get(type);
        if (name == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "class " + type.getName() + " stands for no type of SQL");
        }
        return SqlType.of(name);
    }
}
