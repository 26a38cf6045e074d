/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import java.util.IdentityHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One execution of a plan: the session's side of it, and what its operators remember. One thread at a time. */
public final class OperatorContext extends Evaluation implements AutoCloseable {
    private static final int TICKS_PER_CHECK = 128;

    private final ExecutionContext execution;
    private @Nullable IdentityHashMap<Object, Object> memory;
    private @Nullable MemoryAccount account;
    private int ticks;

    public OperatorContext(ExecutionContext execution) {
        super(execution);
        this.execution = execution;
    }

    public ExecutionContext execution() {
        return execution;
    }

    /** The memory of this execution. */
    public MemoryAccount account() {
        MemoryAccount present = account;
        if (present == null) {
            present = execution.newAccount();
            account = present;
        }
        return present;
    }

    /** A share of it for an operator. */
    public MemoryAccount.Share share(String owner) {
        return account().share(owner);
    }

    /** Frees what the execution holds. */
    @Override
    public void close() {
        memory = null;
        if (account != null) {
            account.close();
        }
    }

    /** Called for each row; asks now and then whether the statement was cancelled. */
    public void tick() {
        if (++ticks >= TICKS_PER_CHECK) {
            ticks = 0;
            execution.checkCancelled();
        }
    }

    /** What the owner remembers during this execution; made on first use. */
    public <T> T memory(Object owner, Class<T> type, Supplier<T> first) {
        IdentityHashMap<Object, Object> map = memory;
        if (map == null) {
            map = new IdentityHashMap<>();
            memory = map;
        }
        Object value = map.get(owner);
        if (value == null) {
            value = first.get();
            map.put(owner, value);
        }
        return type.cast(value);
    }

    /** Replaces what the owner remembers. */
    public void remember(Object owner, Object value) {
        memory(owner, Object.class, () -> value);
        if (memory != null) {
            memory.put(owner, value);
        }
    }
}
