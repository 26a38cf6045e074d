/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.security.Logins;
import io.blazedb.storage.Store;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.keys.KeySlotInfo;
import io.blazedb.storage.keys.KeySource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key slots of users. A slot is not part of a transaction: it changes after the commit that is the reason for it, so that a crash
 * between leaves at worst a user who cannot log in, never a secret that opens more than it should.
 */
final class UserSecrets {
    private UserSecrets() {}

    /** 54000 if there is no key slot left for a user. */
    static void requireSlot(Store store, String user) {
        List<KeySlotInfo> slots = store.keySlots();
        boolean present = has(slots, user);
        if (!present && slots.size() >= Limits.KEY_SLOTS_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.LIMIT_EXCEEDED,
                    "the file has " + slots.size()
                            + " key slots and all are in use: this many users can have a password");
        }
    }

    /** Replaces a user's secret; null removes it. */
    static void change(Store store, String user, char @Nullable [] secret) {
        if (secret == null) {
            if (has(store.keySlots(), user)) {
                store.removeKey(Logins.slot(user));
            }
            return;
        }
        try (KeySource key = KeySource.passphrase(secret)) {
            store.putKey(Logins.slot(user), key);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static boolean has(List<KeySlotInfo> slots, String user) {
        return slots.stream().anyMatch(slot -> slot.name().equals(Logins.slot(user)));
    }
}
