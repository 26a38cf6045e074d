/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real file system of a few MiB in memory that can be filled up and made read-only, where this process may mount one. */
public final class SmallFileSystem implements AutoCloseable {
    private final Path directory;

    private SmallFileSystem(Path directory) {
        this.directory = directory;
    }

    /** Empty where mounting is not allowed. */
    public static Optional<SmallFileSystem> mount(Path directory, int mebibytes) throws IOException {
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString());
        return mounted ? Optional.of(new SmallFileSystem(directory)) : Optional.empty();
    }

    public void resize(int mebibytes) throws IOException {
        require(run("mount", "-o", "remount,size=" + mebibytes + "m", directory.toString()));
    }

    public void setReadOnly(boolean readOnly) throws IOException {
        require(run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", directory.toString()));
    }

    @Override
    public void close() throws IOException {
        // Lazily: mapped memory keeps a file in use until the garbage collector has found it.
        require(run("umount", "-l", directory.toString()));
    }

    private static void require(boolean done) throws IOException {
        if (!done) {
            throw new IOException("mount");
        }
    }

    private static boolean run(String... command) throws IOException {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            // There is no such command here.
            return false;
        }
    }
}
