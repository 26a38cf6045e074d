/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** What the audience sees: headings, steps with the time they take, claims with what was measured, and the table at the end. */
final class Stage {
    private static final int WIDTH = 100;
    private static final int CLAIM_WIDTH = 50;
    private static final long REDRAW_MILLIS = 200;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Something the demo says about BlazeDB, and whether it was found true. */
    private record Claim(String text, boolean holds, String figure) {}

    private final PrintWriter out;
    private final boolean terminal;
    private final List<Claim> claims = new ArrayList<>();

    Stage(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void title(String text) {
        say("");
        say(text);
        say("-".repeat(Math.min(WIDTH, text.length())));
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Does something and shows how long it takes. */
    <T> T step(String label, Callable<T> work) throws Exception {
        long begin = System.nanoTime();
        Thread clock = new Thread(() -> tick(label, begin), "clock");
        clock.setDaemon(true);
        if (terminal) {
            clock.start();
        }
        try {
            return work.call();
        } finally {
            clock.interrupt();
            clock.join();
            String time = seconds(begin);
            out.print(terminal ? "\r" : "");
            say("  " + label + " " + ".".repeat(Math.max(2, WIDTH - 4 - label.length() - time.length())) + " " + time);
        }
    }

    private void tick(String label, long begin) {
        try {
            while (true) {
                out.print("\r  " + label + " ... " + (System.nanoTime() - begin) / NANOS_PER_SECOND + " s ");
                out.flush();
                Thread.sleep(REDRAW_MILLIS);
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    private static String seconds(long begin) {
        return String.format(Locale.ROOT, "%.1f s", (double) (System.nanoTime() - begin) / NANOS_PER_SECOND);
    }

    /** States something that was just checked. */
    void claim(String text, boolean holds, String figure) {
        claims.add(new Claim(text, holds, figure));
        say(line(claims.get(claims.size() - 1)));
    }

    /** A claim and its figure, on a line of its own if both do not fit on one. */
    private static String line(Claim claim) {
        String text = "  " + (claim.holds() ? "✓ " : "✗ ") + claim.text();
        if (claim.figure().isEmpty()) {
            return text;
        }
        String padded = text + " ".repeat(Math.max(0, CLAIM_WIDTH - claim.text().length()) + 2);
        return padded.length() + claim.figure().length() <= WIDTH
                ? padded + claim.figure()
                : text + "\n      " + claim.figure();
    }

    /** Prints every claim once more; true if all of them hold. */
    boolean summary(Duration taken) {
        title("Summary");
        for (Claim claim : claims) {
            say(line(claim));
        }
        long failed = claims.stream().filter(claim -> !claim.holds()).count();
        say("");
        say(String.format(
                Locale.ROOT,
                "%d claims checked, %s, in %.1f s.",
                claims.size(),
                failed == 0 ? "all of them hold" : failed + " DO NOT HOLD",
                taken.toMillis() / 1000.0));
        return failed == 0;
    }
}
