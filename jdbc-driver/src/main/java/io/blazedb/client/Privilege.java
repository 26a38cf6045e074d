/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

/** What a grant on a publication allows. */
public enum Privilege {
    /** Ask the publisher, who answers; nothing stays behind. */
    SELECT,
    /** Keep a live replica. */
    SUBSCRIBE,
    /** Send changes to the publisher. */
    WRITE
}
