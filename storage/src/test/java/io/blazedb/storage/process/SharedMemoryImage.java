/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import java.nio.file.Path;

/**
 * What processes share, as it was at one moment. Whoever lets a process of a simulation die takes it at the moment of death and puts it back
 * when the code of the dead has ended: a process that is killed unlocks nothing, takes nothing back and tells nobody.
 */
public final class SharedMemoryImage {
    private final Path lockFile;
    private final long[] words = new long[Limits.MAPPED_BYTES / Long.BYTES];

    /** Takes the memory behind a lock file that somebody in this JVM has open. */
    public SharedMemoryImage(Path lockFile) {
        this.lockFile = lockFile;
        try (SharedMemory memory = SharedMemory.open(lockFile)) {
            for (int i = 0; i < words.length; i++) {
                words[i] = memory.get(i * Long.BYTES);
            }
        }
    }

    /** The newest frame that was published. */
    public long appendedFrame() {
        return words[SharedMemory.APPENDED_FRAME / Long.BYTES];
    }

    /** The newest commit that was published. */
    public long appendedSequence() {
        return words[SharedMemory.APPENDED_SEQUENCE / Long.BYTES];
    }

    /** Puts everything back, while nobody else uses the memory. */
    public void restore() {
        try (SharedMemory memory = SharedMemory.open(lockFile)) {
            for (int i = 0; i < words.length; i++) {
                memory.set(i * Long.BYTES, words[i]);
            }
        }
    }
}
