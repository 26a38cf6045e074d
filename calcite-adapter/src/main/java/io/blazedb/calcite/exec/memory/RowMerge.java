/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Rows of several sorted inputs in order; of equal rows those of the earlier input come first. One thread at a time. */
final class RowMerge implements RowReader {
    private final List<RowReader> inputs;
    private final PriorityQueue<Head> heads;
    private @Nullable Head given;

    /** The next row of an input. */
    private static final class Head {
        private final RowReader input;
        private final int number;
        private @Nullable Object[] row;

        Head(RowReader input, int number, @Nullable Object[] row) {
            this.input = input;
            this.number = number;
            this.row = row;
        }
    }

    RowMerge(List<RowReader> inputs, Comparator<@Nullable Object[]> order) {
        this.inputs = new ArrayList<>(inputs);
        this.heads = new PriorityQueue<>(Math.max(1, inputs.size()), (a, b) -> {
            int c = order.compare(a.row, b.row);
            return c != 0 ? c : Integer.compare(a.number, b.number);
        });
        for (int i = 0; i < inputs.size(); i++) {
            @Nullable Object[] row = inputs.get(i).next();
            if (row != null) {
                heads.add(new Head(inputs.get(i), i, row));
            }
        }
    }

    @Override
    public @Nullable Object @Nullable [] next() {
        Head last = given;
        if (last != null) {
            given = null;
            @Nullable Object[] row = last.input.next();
            if (row != null) {
                last.row = row;
                heads.add(last);
            }
        }
        Head first = heads.poll();
        given = first;
        return first == null ? null : first.row;
    }

    @Override
    public void close() {
        inputs.forEach(RowReader::close);
    }
}
