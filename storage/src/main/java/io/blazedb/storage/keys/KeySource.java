/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What opens a key slot: a passphrase (Argon2id) or raw key bytes, from a key file or an operating system's key store (HKDF).
 *
 * <p>The caller owns the secret and may wipe it after the store is open.
 */
public final class KeySource implements AutoCloseable {
    /** How the secret is turned into a key-encryption key. */
    public enum Kind {
        PASSPHRASE,
        RAW_KEY
    }

    private final Kind kind;
    private final byte[] secret;
    private final @Nullable String slotName;

    private KeySource(Kind kind, byte[] secret, @Nullable String slotName) {
        this.kind = kind;
        this.secret = secret;
        this.slotName = slotName;
    }

    /** A passphrase as its UTF-8 bytes; the characters are copied. */
    public static KeySource passphrase(char[] passphrase) {
        return new KeySource(Kind.PASSPHRASE, utf8(passphrase), null);
    }

    /** At least 32 random bytes; copied. Fewer make no key slot: WEAK_KEY. */
    public static KeySource rawKey(byte[] key) {
        return new KeySource(Kind.RAW_KEY, key.clone(), null);
    }

    /** The same secret, to be tried on the slot of that name first; closing either wipes both. */
    public KeySource named(String name) {
        return new KeySource(kind, secret, name);
    }

    /** The slot to try first; null for none. */
    public @Nullable String slotName() {
        return slotName;
    }

    public Kind kind() {
        return kind;
    }

    /** The secret itself, not a copy: only for key derivation. */
    public byte[] secret() {
        return secret;
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "KeySource[" + kind + "]";
    }

    private static byte[] utf8(char[] chars) {
        byte[] room = new byte[3 * chars.length];
        ByteBuffer out = ByteBuffer.wrap(room);
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        encoder.encode(CharBuffer.wrap(chars), out, true);
        encoder.flush(out);
        byte[] bytes = Arrays.copyOf(room, out.position());
        Arrays.fill(room, (byte) 0);
        return bytes;
    }
}
