/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each pattern shows what it says. */
class PatternsTest {
    @TempDir
    Path directory;

    @Test
    void hub() throws Exception {
        assertThat(HubPattern.run(directory))
                .containsExactly("shop: 1 Lamp 31", "invoices: 1 Lamp 32", "newsletter: 1 Lamp 33");
    }

    @Test
    void mesh() throws Exception {
        assertThat(MeshPattern.run(directory))
                .containsExactly(
                        "phone: of the laptop, of the phone, of the tablet",
                        "laptop: of the laptop, of the phone, of the tablet",
                        "tablet: of the laptop, of the phone, of the tablet",
                        "rejected UPDATE: a check constraint of table \"task\" refuses the row",
                        "laptop: done by the phone");
    }

    @Test
    void pipeline() throws Exception {
        assertThat(PipelinePattern.run(directory))
                .containsExactly("cellar 1 14", "roof 2 35", "sensor,readings,hottest", "cellar,1,14", "roof,2,35");
    }

    @Test
    void cache() throws Exception {
        assertThat(CachePattern.run(directory))
                .containsExactly(
                        "cached: sun",
                        "asking: sun",
                        "cached, without the app: sun",
                        "asking, without the app: no answer");
    }

    @Test
    void extension() throws Exception {
        assertThat(ExtensionPattern.run(directory)).containsExactly("1 to be or not to be 6", "watching: true");
    }
}
