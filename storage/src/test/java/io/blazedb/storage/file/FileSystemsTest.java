/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemsTest {
    @Test
    void networkFileSystemsAreKnownByTheirType(@TempDir Path directory) {
        for (String type :
                List.of("nfs", "NFS4", "cifs", "smb2", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.s3fs", "afpfs")) {
            assertThat(FileSystems.isNetworkType(type)).as(type).isTrue();
        }
        for (String type :
                List.of("ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs", "hfs", "NTFS", "fuseblk", "ReFS")) {
            assertThat(FileSystems.isNetworkType(type)).as(type).isFalse();
        }
        assertThat(FileSystems.isOnNetwork(directory.resolve("none.blazedb"))).isFalse();
    }

    @Test
    void refusalsAndFullDisksAreToldApart() {
        assertThat(FileSystems.isRefused(new AccessDeniedException("x"))).isTrue();
        assertThat(FileSystems.isRefused(new FileSystemException("x", null, "Read-only file system")))
                .isTrue();
        assertThat(FileSystems.isRefused(new IOException("No space left on device")))
                .isFalse();
        assertThat(FileSystems.isFull(new IOException("No space left on device")))
                .isTrue();
        assertThat(FileSystems.isFull(new IOException("Disk quota exceeded"))).isTrue();
        assertThat(FileSystems.isFull(new IOException("Input/output error"))).isFalse();
    }
}
