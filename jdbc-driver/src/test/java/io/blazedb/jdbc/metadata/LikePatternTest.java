/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {

    @ParameterizedTest
    @CsvSource({
        "%, abc, true",
        "'', abc, false",
        "'', '', true",
        "a%, abc, true",
        "%c, abc, true",
        "a_c, abc, true",
        "a_c, ac, false",
        "a\\_c, abc, false",
        "a\\_c, a_c, true",
        "\\%, %, true",
        "\\%, x, false",
        "abc, ABC, false",
        "%b%b%, abcb, true",
        "a\\\\b, a\\b, true"
    })
    void matches(String pattern, String name, boolean expected) {
        assertThat(new LikePattern(pattern).matches(name)).isEqualTo(expected);
    }

    @Test
    void nullMatchesEverything() {
        assertThat(new LikePattern(null).matches("x")).isTrue();
    }

    @Test
    void agreesWithRegularExpressions() {
        long seed = Long.getLong("blazedb.seed", 7);
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String pattern = random(random, "ab%_", 6);
            String name = random(random, "ab", 8);
            boolean expected = Pattern.matches(pattern.replace("%", ".*").replace("_", "."), name);
            assertThat(new LikePattern(pattern).matches(name))
                    .as("seed %d: %s on %s", seed, pattern, name)
                    .isEqualTo(expected);
        }
    }

    private static String random(Random random, String alphabet, int lengthMax) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(lengthMax + 1);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
