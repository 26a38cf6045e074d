/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Whether a name still leads to the file that was opened under it. */
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

    /** FILE_CHANGED if the name leads to another file or to none; nothing if that cannot be found out. */
    public static void requireLeadsTo(Path path, String identity) {
        if (identity.isEmpty()) {
            return;
        }
        try {
            if (!identity(path).equals(identity)) {
                throw new StoreException(StoreErrorCode.FILE_CHANGED, "file=" + path + ", replaced by another");
            }
        } catch (NoSuchFileException e) {
            throw new StoreException(StoreErrorCode.FILE_CHANGED, "file=" + path + ", deleted or moved away", e);
        } catch (IOException e) {
            // A directory that may not be searched for a while says nothing about the file.
        }
    }
}
