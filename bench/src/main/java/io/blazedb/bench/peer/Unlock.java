/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

/** What opens an encrypted file. */
public enum Unlock {
    /** A passphrase, with whatever key derivation the database uses. */
    PASSPHRASE,
    /** A random key, where the database takes one; otherwise the passphrase. */
    KEY
}
