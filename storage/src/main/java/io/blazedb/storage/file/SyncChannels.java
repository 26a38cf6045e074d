/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Syncs of one file, several at a time.
 *
 * <p>The operating system reports a write that was lost once to each open descriptor, and an interrupt closes the channel that a thread
 * syncs and hides what the sync reported. So each sync in flight has a channel of its own, open since the beginning; and one more, the
 * witness, does nothing else but see every error: after an interrupt, a sync counts only if the witness can be forced too. Once a sync has
 * failed, every later one does.
 *
 * <p>Threading: any number of threads; those that find no channel free wait for one.
 */
final class SyncChannels implements AutoCloseable {

    /** Opens another channel of the file, as long as it is the same. */
    @FunctionalInterface
    interface Opener {
        FileChannel open() throws IOException;
    }

    private final Opener opener;
    private final Semaphore available;
    private final Deque<FileChannel> free = new ArrayDeque<>();
    private final FileChannel witness;
    private boolean closed;
    private volatile boolean failed;

    SyncChannels(Opener opener, int count) throws IOException {
        this.opener = opener;
        this.available = new Semaphore(count);
        List<FileChannel> opened = new ArrayList<>();
        try {
            for (int i = 0; i <= count; i++) {
                opened.add(opener.open());
            }
        } catch (IOException e) {
            for (FileChannel channel : opened) {
                channel.close();
            }
            throw e;
        }
        this.witness = opened.remove(0);
        free.addAll(opened);
    }

    /** Returns when everything written before is on the medium; leaves the thread's interrupt flag as it was. */
    void force(boolean withMetadata) throws IOException {
        available.acquireUninterruptibly();
        try {
            forceOne(withMetadata);
        } catch (IOException e) {
            failed = true;
            throw e;
        } finally {
            available.release();
        }
        if (failed) {
            throw new IOException("an earlier sync has failed");
        }
    }

    private void forceOne(boolean withMetadata) throws IOException {
        FileChannel channel = take();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    channel.force(withMetadata);
                    break;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    // Without clearing the flag, every further attempt would be cut short too.
                    Thread.interrupted();
                    channel = opener.open();
                }
            }
            if (interrupted) {
                forceWitness();
            }
        } finally {
            give(channel);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One at a time: an error goes to whoever comes first, and fails everybody else by the mark that it leaves. */
    private synchronized void forceWitness() throws IOException {
        // A second interrupt, in the middle of this, is taken for the error that it may hide.
        boolean interrupted = Thread.interrupted();
        try {
            witness.force(true);
        } catch (IOException e) {
            failed = true;
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized FileChannel take() {
        return free.removeLast();
    }

    private synchronized void give(FileChannel channel) throws IOException {
        free.addLast(channel);
        if (closed) {
            channel.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (FileChannel channel : free) {
            channel.close();
        }
        witness.close();
    }
}
