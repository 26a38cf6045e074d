/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Which file a name leads to. */
public final class FileNames {

    private FileNames() {}

    /** Device and inode of the file with that name: an open file keeps them. Empty where the operating system has no such thing. */
    public static String identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? "" : key.toString();
    }

    /** Whether a file has further names: hard links, that is, which no look at this one leads to. */
    public static boolean hasOtherNames(Path path) {
        try {
            return Files.getAttribute(path, "unix:nlink") instanceof Integer names && names > 1;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
