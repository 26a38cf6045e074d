/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Set;

/** What kind of file system a file is on, and whether a failure means that nothing may be written there. */
public final class FileSystems {
    /** Types whose locks or mapped memory are not the same for all machines that see the file. */
    private static final Set<String> NETWORK_TYPES = Set.of(
            "9p",
            "acfs",
            "afpfs",
            "afs",
            "autofs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "davfs",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
            "macfuse",
            "ncpfs",
            "nfs",
            "nfs3",
            "nfs4",
            "nfsd",
            "ocfs2",
            "orangefs",
            "osxfuse",
            "pvfs2",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "sshfs",
            "vboxsf",
            "vmhgfs",
            "webdav");

    private static final Set<String> NETWORK_FUSE_TYPES = Set.of(
            "fuse.beegfs",
            "fuse.ceph",
            "fuse.davfs",
            "fuse.davfs2",
            "fuse.gcsfuse",
            "fuse.glusterfs",
            "fuse.gvfsd-fuse",
            "fuse.moosefs",
            "fuse.mfs",
            "fuse.rclone",
            "fuse.s3fs",
            "fuse.smbnetfs",
            "fuse.sshfs",
            "fuse.vmhgfs-fuse");

    private FileSystems() {}

    /** Whether the file, or the directory that it would be in, lies on a network file system. */
    public static boolean isOnNetwork(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        Path existing = Files.exists(file) || directory == null ? file : directory;
        // A share of Windows has the type of the file system at its other end.
        if (existing.toAbsolutePath().toString().startsWith("\\\\")) {
            return true;
        }
        try {
            return isNetworkType(Files.getFileStore(existing).type());
        } catch (IOException | SecurityException e) {
            // Opening the file will say more about it.
            return false;
        }
    }

    static boolean isNetworkType(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return NETWORK_TYPES.contains(name) || NETWORK_FUSE_TYPES.contains(name);
    }

    /** Whether the operating system refuses to write, whatever the disk could do. */
    public static boolean isRefused(Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e instanceof AccessDeniedException
                || e instanceof ReadOnlyFileSystemException
                || message.contains("read-only file system")
                || message.contains("operation not permitted");
    }

    /** Whether there is no room left, on the disk or within what the operating system allows. */
    public static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left")
                || message.contains("disk quota exceeded")
                || message.contains("file too large")
                || message.contains("not enough space on the disk");
    }
}
