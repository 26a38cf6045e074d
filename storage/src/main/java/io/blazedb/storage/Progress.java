/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

/** Hears how far a long piece of work has come. Called by the thread that does the work. */
@FunctionalInterface
public interface Progress {

    /** So many bytes are done; the total may grow while others write. An exception thrown here ends the work. */
    void update(long doneBytes, long totalBytes);

    /** Nobody listens. */
    static Progress none() {
        return (doneBytes, totalBytes) -> {};
    }
}
