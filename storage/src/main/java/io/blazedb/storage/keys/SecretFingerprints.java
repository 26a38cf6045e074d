/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
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
    private static final int OTHERS_MAX = 64;

    private final Map<String, byte[]> bySlot = new ConcurrentHashMap<>();
    /** Secrets that do not open a slot, by slot and fingerprint. */
    private final Set<String> others = ConcurrentHashMap.newKeySet();

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

    /** Whether the secret is known to open that slot. */
    public boolean opens(String slot, KeySource secret) {
        byte[] known = bySlot.get(slot);
        return known != null && MessageDigest.isEqual(known, mac(secret));
    }

    /** Whether it is known of the secret that it opens that slot, or that it does not. */
    public boolean isKnown(String slot, KeySource secret) {
        return opens(slot, secret) || others.contains(other(slot, secret));
    }

    /** The secret does not open the slot of that identity. */
    public void rememberOther(String slot, KeySource secret) {
        if (others.size() >= OTHERS_MAX) {
            others.clear();
        }
        others.add(other(slot, secret));
    }

    private String other(String slot, KeySource secret) {
        return slot + " " + HexFormat.of().formatHex(mac(secret));
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
