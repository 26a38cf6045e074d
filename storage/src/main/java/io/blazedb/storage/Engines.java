/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open databases of this JVM: one engine per file or name, however many handles.
 *
 * <p>Opening and closing one database takes long, because keys are derived and checkpoints made; it keeps nobody from opening another.
 */
final class Engines {
    private static final ConcurrentMap<Object, Shared> OPEN = new ConcurrentHashMap<>();

    private Engines() {}

    /** The handles of one database. Guarded by itself. */
    static final class Shared {
        private final Object name;
        private @Nullable Engine engine;
        private int handles;
        private boolean ended;

        private Shared(Object name) {
            this.name = name;
        }

        /** Gives a handle back; the last one closes the engine. */
        synchronized void release() {
            Engine last = engine;
            if (--handles == 0 && last != null) {
                engine = null;
                end();
                last.close();
            }
        }

        private void end() {
            ended = true;
            OPEN.remove(name, this);
        }
    }

    /** A handle: what it belongs to, and the engine. */
    record Handle(Shared shared, Engine engine) {}

    static Handle openInMemory(String name, StoreOptions options) {
        return open(name, () -> Engine.inMemory(name, options), engine -> {});
    }

    static Handle open(Path file, KeySource key, StoreOptions options) {
        Path canonical = canonical(file);
        return open(canonical, () -> Engine.open(canonical, key, options), engine -> {
            engine.requireInPlace();
            engine.requireSecret(key);
            if (engine.isReadOnly() && !options.readOnly()) {
                throw new StoreException(StoreErrorCode.READ_ONLY, "file=" + canonical);
            }
        });
    }

    /** Does something with a file that this process does not have open, and does not open meanwhile; BUSY if it has. */
    static <T> T alone(Path file, Function<Path, T> work) {
        Path canonical = canonical(file);
        if (!Files.exists(canonical)) {
            throw new StoreException(StoreErrorCode.NOT_FOUND, "file=" + file);
        }
        Shared shared = OPEN.computeIfAbsent(canonical, Shared::new);
        synchronized (shared) {
            if (shared.engine != null || shared.ended) {
                throw new StoreException(StoreErrorCode.BUSY, "this process has it open, file=" + canonical);
            }
            try {
                return work.apply(canonical);
            } finally {
                shared.end();
            }
        }
    }

    private interface Admission {
        void require(Engine engine);
    }

    private static Handle open(Object name, Supplier<Engine> opening, Admission admission) {
        while (true) {
            Shared shared = OPEN.computeIfAbsent(name, Shared::new);
            synchronized (shared) {
                if (shared.ended) {
                    continue;
                }
                Engine engine = shared.engine;
                if (engine != null) {
                    admission.require(engine);
                } else {
                    try {
                        engine = opening.get();
                    } catch (RuntimeException | Error e) {
                        shared.end();
                        throw e;
                    }
                    shared.engine = engine;
                }
                shared.handles++;
                return new Handle(shared, engine);
            }
        }
    }

    /** One name per file, whatever links lead to it. */
    private static Path canonical(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            if (Files.exists(absolute)) {
                return absolute.toRealPath();
            }
            Path directory = absolute.getParent();
            Path name = absolute.getFileName();
            if (directory == null || name == null || !Files.isDirectory(directory)) {
                throw new StoreException(StoreErrorCode.NOT_FOUND, "file=" + file);
            }
            return directory.toRealPath().resolve(name);
        } catch (IOException e) {
            throw new StoreException(StoreErrorCode.IO_ERROR, "file=" + file, e);
        }
    }
}
