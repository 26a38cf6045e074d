/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The first look opens a descriptor, by which the later ones look: each test looks several times before anything happens. */
final class OpenedNameTest {
    @TempDir
    Path directory;

    private Path path;
    private OpenedName opened;

    @BeforeEach
    void open() throws IOException {
        path = Files.writeString(
                Files.createDirectory(directory.toRealPath().resolve("a")).resolve("file"), "first");
        opened = new OpenedName(path, FileNames.identity(path));
        for (int i = 0; i < 3; i++) {
            assertInPlace();
        }
    }

    @AfterEach
    void close() {
        opened.close();
    }

    @Test
    void aFileThatChangesStays() throws IOException {
        Files.writeString(path, "second");
        assertInPlace();
    }

    @Test
    void aDeletedFileIsMissed() throws IOException {
        Files.delete(path);
        assertChanged();
    }

    @Test
    void aMovedFileIsMissedUntilItIsBack() throws IOException {
        Path away = path.resolveSibling("away");
        Files.move(path, away);
        assertChanged();
        Files.move(away, path);
        assertInPlace();
    }

    @Test
    void anotherFileInItsPlaceIsNoticed() throws IOException {
        Path other = Files.writeString(path.resolveSibling("other"), "other");
        Files.move(other, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assertChanged();
    }

    @Test
    void aSecondNameOfTheFileDoesNotStandForTheFirst() throws IOException {
        Files.createLink(path.resolveSibling("second"), path);
        assertInPlace();
        Files.delete(path);
        assertChanged();
    }

    @Test
    void aMovedDirectoryIsNoticed() throws IOException {
        Files.move(path.getParent(), path.getParent().resolveSibling("b"));
        assertChanged();
    }

    @Test
    void aSymbolicLinkThatComesToLeadElsewhereIsNoticed() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        OpenedName byLink = new OpenedName(link, FileNames.identity(link));
        for (int i = 0; i < 3; i++) {
            assertDoesNotThrow(byLink::requireLeadsToWrittenFile);
        }
        Path other = Files.writeString(path.resolveSibling("other"), "other");
        Files.delete(link);
        Files.createSymbolicLink(link, other);
        assertEquals(
                StoreErrorCode.FILE_CHANGED,
                assertThrows(StoreException.class, byLink::requireLeadsToWrittenFile)
                        .code());
        byLink.close();
    }

    @Test
    void looksGoOnAfterClosing() throws IOException {
        opened.close();
        assertInPlace();
        Files.delete(path);
        assertChanged();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDescriptorKnowsTheNameOfItsFileOnly() throws IOException {
        Path other = Files.writeString(path.resolveSibling("other"), "other");
        assertNull(OpenDescriptor.open(other, FileNames.identity(path)));
        OpenDescriptor descriptor = OpenDescriptor.open(path, FileNames.identity(path));
        assertNotNull(descriptor);
        assertTrue(descriptor.hasItsName());
        Files.delete(path);
        assertFalse(descriptor.hasItsName());
        descriptor.close();
        assertFalse(descriptor.hasItsName());
    }

    private void assertInPlace() {
        assertDoesNotThrow(opened::requireLeadsToWrittenFile);
    }

    private void assertChanged() {
        StoreException failure = assertThrows(StoreException.class, opened::requireLeadsToWrittenFile);
        assertEquals(StoreErrorCode.FILE_CHANGED, failure.code());
    }
}
