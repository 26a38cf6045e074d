/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.util.Locale;

/** A line with a bar that is redrawn in place while a person watches, and not written at all otherwise. */
final class Progress implements AutoCloseable {
    private static final int BAR_WIDTH = 30;
    private static final long BYTES_PER_MB = 1_000_000;
    private static final long REDRAW_NANOS = 100_000_000;

    private final CliOutput output;
    private final String label;
    private long total;
    private long done;
    private String unit = "";
    private long drawnNanos = System.nanoTime();
    private boolean drawn;

    Progress(CliOutput output, String label, long total) {
        this.output = output;
        this.label = label;
        this.total = Math.max(1, total);
    }

    /** So many more units of the total are done. */
    void advance(long count) {
        done += count;
    }

    /** So many rows are done so far. */
    void rows(long count) {
        redraw(String.format(Locale.ROOT, "%,d rows", count));
    }

    /** So many bytes of the total are done. */
    void bytes(long doneBytes, long totalBytes) {
        done = doneBytes;
        total = Math.max(1, totalBytes);
        redraw(String.format(Locale.ROOT, "%,d MB", doneBytes / BYTES_PER_MB));
    }

    private void redraw(String text) {
        unit = text;
        if (output.isInteractive() && System.nanoTime() - drawnNanos > REDRAW_NANOS) {
            draw();
        }
    }

    private void draw() {
        drawnNanos = System.nanoTime();
        drawn = true;
        int percent = (int) Math.min(100, done * 100 / total);
        int filled = percent * BAR_WIDTH / 100;
        output.err()
                .print(String.format(
                        Locale.ROOT,
                        "\r%s [%s%s] %3d %%  %s",
                        label,
                        "#".repeat(filled),
                        ".".repeat(BAR_WIDTH - filled),
                        percent,
                        unit));
        output.err().flush();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (drawn) {
            output.err().print("\r" + " ".repeat(CliOutput.HELP_WIDTH - 1) + "\r");
            output.err().flush();
        }
    }
}
