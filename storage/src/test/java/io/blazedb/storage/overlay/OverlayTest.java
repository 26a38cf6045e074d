/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverlayTest {
    private static final long TREE = 7;
    private static final byte[] KEY = {1};

    /**
     * A commit may be in a frozen layer before it is visible. A transaction that begins then does not see it, so it must find it among
     * the later ones, or it would overwrite it.
     */
    @Test
    void commitsThatAFrozenLayerHoldsAreFoundFromASnapshotBeforeThem() {
        Overlay overlay = Overlay.empty(0);
        overlay.apply(change(1));
        overlay.apply(change(2));
        Overlay fresh = overlay.withFreshLayer();
        fresh.apply(change(3));

        assertThat(newestReachable(fresh.layerAfter(0))).isEqualTo(3);
        assertThat(holds(fresh.layerAfter(1), 2)).isTrue();
        assertThat(holds(fresh.layerAfter(2), 3)).isTrue();
        assertThat(fresh.layerAfter(2)).isSameAs(fresh.newestLayer());
        assertThat(holds(fresh.over(1).layerAfter(1), 2)).isTrue();
        assertThat(fresh.over(2).layerAfter(2)).isSameAs(fresh.newestLayer());
    }

    private static boolean holds(Layer first, long sequence) {
        for (Layer layer = first; layer != null; layer = layer.next()) {
            TreeLayer tree = layer.tree(TREE);
            Version newest = tree == null ? null : tree.find(KEY, Long.MAX_VALUE);
            for (Version version = newest; version != null; version = version.older()) {
                if (version.sequence() == sequence) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long newestReachable(Layer first) {
        long newest = 0;
        for (Layer layer = first; layer != null; layer = layer.next()) {
            newest = layer.lastSequence();
        }
        return newest;
    }

    private static ChangeSet change(long sequence) {
        return new ChangeSet() {
            @Override
            public long sequence() {
                return sequence;
            }

            @Override
            public void forEach(Visitor visitor) {
                visitor.change(TREE, KEY, new byte[] {(byte) sequence});
            }
        };
    }
}
