/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes secrets that opened a database before, without keeping them and without a second key derivation: their HMAC-SHA256 under
 * a random key that never leaves this object. Worth nothing outside the process.
 */
public final class SecretFingerprints {
    private final byte[] key;
    private final Map<String, byte[]> bySlot = new ConcurrentHashMap<>();

    public SecretFingerprints(RandomSource random) {
        key = random.bytes(32);
    }

    /** The slot that the secret is known to have opened, or null. */
    public @Nullable String slotOf(KeySource secret) {
        byte[] mac = mac(secret);
        String found = null;
        for (Map.Entry<String, byte[]> known : bySlot.entrySet()) {
            if (MessageDigest.isEqual(known.getValue(), mac)) {
                found = known.getKey();
            }
        }
        return found;
    }

    /** The secret opens the slot of that identity. */
    public void remember(String slot, KeySource secret) {
        bySlot.put(slot, mac(secret));
    }

    /** Forgets slots that are no longer there. */
    public void retain(Predicate<String> present) {
        bySlot.keySet().removeIf(present.negate());
    }

    private byte[] mac(KeySource secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((byte) (secret.kind() == KeySource.Kind.PASSPHRASE ? 1 : 2));
            return mac.doFinal(secret.secret());
        } catch (GeneralSecurityException e) {
            throw new StoreException(StoreErrorCode.INTERNAL, "HmacSHA256", e);
        }
    }
}
