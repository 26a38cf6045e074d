/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.page.MetaPage;

/** A checkpoint none of whose pages is written again, by whichever process, until this is closed. */
public final class CheckpointPin implements AutoCloseable {
    private final View view;

    CheckpointPin(View view) {
        this.view = view;
    }

    public MetaPage meta() {
        return view.meta();
    }

    /** Call it once. */
    @Override
    public void close() {
        view.unpin();
    }
}
