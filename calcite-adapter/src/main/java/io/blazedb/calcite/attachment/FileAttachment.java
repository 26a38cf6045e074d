/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.calcite.catalog.AttachmentDefinition;
import io.blazedb.calcite.catalog.AttachmentDefinition.SecretKind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.nio.file.Path;

/** A database file, or one in memory, opened beside whoever else has it open. */
public final class FileAttachment implements Attachment {
    private static final String MEMORY = "mem:";

    private final Store store;

    private FileAttachment(Store store) {
        this.store = store;
    }

    /** The form in which a source is remembered: a path becomes absolute. */
    public static String normalized(String source) {
        return source.startsWith(MEMORY)
                ? source
                : Path.of(source).toAbsolutePath().normalize().toString();
    }

    /**
     * Opens the file.
     *
     * @throws BlazeSqlException 28P01 wrong or missing password, 08001 no such file
     */
    public static FileAttachment open(AttachmentDefinition definition) {
        StoreOptions options = StoreOptions.defaults().withCreate(false).withReadOnly(!definition.writable());
        try {
            if (definition.source().startsWith(MEMORY)) {
                return new FileAttachment(Store.openInMemory(definition.source().substring(MEMORY.length()), options));
            }
            byte[] secret = definition.secret();
            if (secret == null) {
                throw new BlazeSqlException(
                        SqlErrorCode.WRONG_PASSWORD,
                        "database \"" + definition.alias() + "\" needs a PASSWORD or a KEY_FILE");
            }
            try (KeySource key = key(definition.secretKind(), secret)) {
                return new FileAttachment(Store.open(Path.of(definition.source()), key, options));
            }
        } catch (StoreException failure) {
            throw SqlErrors.ofStore(
                    failure,
                    "database \"" + definition.alias() + "\" cannot be opened: "
                            + failure.code().text()
                            + (failure.code() == StoreErrorCode.NOT_FOUND ? " (" + definition.source() + ")" : ""));
        }
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public int namespace() {
        return 0;
    }

    @Override
    public boolean isReadOnly() {
        return store.isReadOnly();
    }

    @Override
    public AttachmentStatus status() {
        return new AttachmentStatus("FILE", "ATTACHED", 0, 0, -1, null, 0);
    }

    @Override
    public void detach() {
        // The file stays as it is.
    }

    @Override
    public void close() {
        store.close();
    }

    private static KeySource key(SecretKind kind, byte[] secret) {
        return kind == SecretKind.RAW_KEY
                ? KeySource.rawKey(secret)
                : KeySource.passphrase(new String(secret, java.nio.charset.StandardCharsets.UTF_8).toCharArray());
    }
}
