/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.change;

/**
 * Told that new commits are visible, by whichever process made them. Calls are coalesced and come from one thread of the store;
 * a listener must return quickly and read the commits with a {@link ChangeCursor} of its own.
 */
@FunctionalInterface
public interface CommitListener {

    /**
     * New commits are visible.
     *
     * @param sequence newest visible commit
     */
    void onCommitted(long sequence);
}
