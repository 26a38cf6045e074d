/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * What a guess of a passphrase costs: Argon2id, version 1.3.
 *
 * @param memoryKib memory
 * @param iterations passes over it
 * @param parallelism lanes
 */
record Argon2Cost(int memoryKib, int iterations, int parallelism) {
    /** The least that is accepted for a new slot and from a file. */
    static final Argon2Cost FLOOR = new Argon2Cost(Limits.ARGON2_MEMORY_KIB_MIN, 2, 1);

    private static final long TARGET_NANOS = 150_000_000;
    private static final int CALIBRATION_RUNS = 2;
    /** At most this part of the heap is used. */
    private static final int HEAP_SHARE = 4;

    /** Whether a file may demand this: an attacker's header must neither exhaust the memory nor weaken the passphrase. */
    boolean isAcceptable() {
        return memoryKib >= FLOOR.memoryKib
                && memoryKib <= Limits.ARGON2_MEMORY_KIB_MAX
                && iterations >= FLOOR.iterations
                && iterations <= Limits.ARGON2_ITERATIONS_MAX
                && parallelism == 1;
    }

    /** The cost that takes about 150 ms on this machine: first more memory, then more passes; never less than the floor. */
    static Argon2Cost calibrate() {
        long nanos = Long.MAX_VALUE;
        for (int run = 0; run < CALIBRATION_RUNS; run++) {
            long start = System.nanoTime();
            FLOOR.derive(new byte[16], new byte[16]);
            nanos = Math.min(nanos, Math.max(1, System.nanoTime() - start));
        }
        return scaled(nanos, memoryKibMax(Runtime.getRuntime().maxMemory()));
    }

    /** What a process with so large a heap can spare; a file that it made must not be too much for its next start. */
    static int memoryKibMax(long heapBytes) {
        long share = heapBytes / HEAP_SHARE / 1_024;
        return (int) Math.max(FLOOR.memoryKib, Math.min(Limits.ARGON2_MEMORY_KIB_MAX, share));
    }

    /** The cost for a machine on which the floor takes so long. */
    static Argon2Cost scaled(long floorNanos, int memoryKibMax) {
        double factor = Math.max(1.0, (double) TARGET_NANOS / floorNanos);
        double memoryFactor = Math.min(factor, (double) memoryKibMax / FLOOR.memoryKib);
        int memory = Math.min(memoryKibMax, (int) (FLOOR.memoryKib * memoryFactor));
        int passes = (int) Math.min(Limits.ARGON2_ITERATIONS_MAX, FLOOR.iterations * factor / memoryFactor);
        return new Argon2Cost(memory, Math.max(FLOOR.iterations, passes), 1);
    }

    byte[] derive(byte[] secret, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .withSalt(salt)
                .build());
        byte[] key = new byte[KeyRing.KEY_BYTES];
        try {
            generator.generateBytes(secret, key);
        } catch (OutOfMemoryError tooLittle) {
            throw new StoreException(StoreErrorCode.HEAP_TOO_SMALL, "memoryKib=" + memoryKib, tooLittle);
        }
        return key;
    }
}
