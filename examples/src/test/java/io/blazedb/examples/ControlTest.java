/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ControlTest {

    @Test
    void everyTextTravels() {
        List<String> fields = List.of("query", "a\tb\nc\r\\t", "", "grün ✓", "\\");
        String line = Control.encode(fields);
        assertThat(line).doesNotContain("\n").doesNotContain("\r");
        assertThat(Control.decode(line)).isEqualTo(fields);
    }

    @Test
    void linesOfLinesTravel() {
        String answer = Control.encode(List.of("1", "a\tb")) + "\n" + Control.encode(List.of("2", "c"));
        String line = Control.encode(List.of("done", answer));
        assertThat(Control.decode(line).get(1).lines().map(Control::decode))
                .containsExactly(List.of("1", "a\tb"), List.of("2", "c"));
    }
}
