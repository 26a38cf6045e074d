/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

/** What a grant on a publication allows. */
public enum Privilege {
    /** Ask the publisher, who answers; nothing stays behind. */
    SELECT,
    /** Keep a live replica. */
    SUBSCRIBE,
    /** Change rows of the publisher, who decides about each transaction; beside SUBSCRIBE. */
    WRITE
}
