/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.file.ChannelFile;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.sim.SimulatedDatabase;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process that writes until it comes to a certain point inside of the engine, for the n-th time, and there ends at once, as if it had
 * been killed, or stops until it is told to continue. The points are told by what is done to the file, and by whom.
 */
public final class KillPoint {
    /** Where to end. */
    enum Point {
        /** Inside the append lock, before the frame is written. */
        BEFORE_APPEND,
        /** Inside the append lock: the frame is written but not published. */
        AFTER_APPEND,
        /** Before a commit is synced, published but not durable. */
        BEFORE_SYNC,
        /** A commit is synced, but nobody was told. */
        AFTER_SYNC,
        /** Inside the checkpoint lock, with some pages written. */
        PAGES,
        /** Inside the checkpoint lock, while the file grows. */
        GROWTH,
        /** Inside the checkpoint lock, with the meta page written but not durable. */
        AFTER_META,
        /** Inside the checkpoint lock, with everything done but the receipt. */
        BEFORE_RECEIPT
    }

    private KillPoint() {}

    /** Arguments: file, point, how often it is passed; "stop" if it is not to end there. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        Point point = Point.valueOf(arguments[1]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Killed killed =
                new Killed(ChannelFile.open(file, true), point, Integer.parseInt(arguments[2]), arguments.length > 3);
        Random random = new Random(point.ordinal());
        Database database = SimulatedDatabase.open(killed, SharedState.open(Path.of(file + "-lock")), random);
        killed.armed = true;
        for (long i = 0; ; i++) {
            try (Transaction transaction = database.transactions().beginWrite(new CommitOptions(true, 30_000), false)) {
                byte[] value = new byte[8 + random.nextInt(20_000)];
                ByteBuffer.wrap(value).putLong(i);
                transaction.set(1, ByteBuffer.allocate(8).putLong(i % 200).array(), value, null);
                transaction.set(
                        2, new byte[1], ByteBuffer.allocate(8).putLong(i).array(), null);
                transaction.commit();
            }
            out.println(i);
            if (i % 20 == 19) {
                database.checkpoint(30_000);
            }
        }
    }

    /** Ends the process at its point. */
    private static final class Killed implements StorageFile {
        private final StorageFile file;
        private final Point point;
        private int left;
        private final boolean stops;
        private boolean armed;

        Killed(StorageFile file, Point point, int times, boolean stops) {
            this.stops = stops;
            this.file = file;
            this.point = point;
            this.left = times;
        }

        private void at(Point present) {
            if (armed && present == point && --left == 0) {
                if (stops) {
                    stop();
                } else {
                    Runtime.getRuntime().halt(9);
                }
            }
        }

        private static void stop() {
            try {
                long self = ProcessHandle.current().pid();
                new ProcessBuilder("kill", "-STOP", Long.toString(self)).start().waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static boolean calledBy(String simpleName) {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().endsWith("." + simpleName)));
        }

        @Override
        public void write(long position, byte[] from, int offset, int length) {
            boolean log = calledBy("CommitLog");
            boolean meta = position < MetaPage.PAGES_OFFSET && length == MetaPage.BLOCK_BYTES;
            boolean receipt = meta && (position - MetaPage.slotOffset(0)) % (64 << 10) != 0;
            if (log) {
                at(Point.BEFORE_APPEND);
            } else if (receipt && calledBy("Checkpointer")) {
                at(Point.BEFORE_RECEIPT);
            } else if (!meta) {
                at(Point.PAGES);
            }
            file.write(position, from, offset, length);
            if (log) {
                at(Point.AFTER_APPEND);
            } else if (meta && !receipt) {
                at(Point.AFTER_META);
            }
        }

        @Override
        public void force() {
            boolean commit = calledBy("GroupCommit");
            if (commit) {
                at(Point.BEFORE_SYNC);
            }
            file.force();
            if (commit) {
                at(Point.AFTER_SYNC);
            }
        }

        @Override
        public void preallocate(long from, long to) {
            if (calledBy("Checkpointer")) {
                at(Point.GROWTH);
            }
            file.preallocate(from, to);
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            return file.read(position, into, offset, length);
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
        }

        @Override
        public void requireInPlace(long bytesMin) {
            file.requireInPlace(bytesMin);
        }

        @Override
        public String identity() {
            return file.identity();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
