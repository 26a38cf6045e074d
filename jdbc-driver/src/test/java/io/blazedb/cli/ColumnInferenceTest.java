/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnInferenceTest {

    private static ColumnInference infer(@Nullable String... values) {
        ColumnInference inference = new ColumnInference();
        for (String value : values) {
            inference.accept(value, false);
        }
        return inference;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 -3|INTEGER",
                "1 2147483648|BIGINT",
                "1 9223372036854775808|DECIMAL(19, 0)",
                "1.50 2|DECIMAL(18, 2)",
                "-0.5 1234567890123456789.25|DECIMAL(21, 2)",
                "1.5e3 2|DOUBLE PRECISION",
                "0.12345678901234 1|DOUBLE PRECISION",
                "true FALSE|BOOLEAN",
                "true 1|VARCHAR",
                "007 12|VARCHAR",
                "+49 12|VARCHAR",
                "1,5 2|VARCHAR",
                "2024-02-29 1999-12-31|DATE",
                "2023-02-29 1999-12-31|VARCHAR",
                "2024-02-29T12:30 1999-12-31T23:59:59.123456|TIMESTAMP",
                "2024-02-29T12:30Z 1999-12-31T23:59:59+01:00|TIMESTAMP WITH TIME ZONE",
                "2024-02-29T12:30Z 1999-12-31T23:59:59|VARCHAR",
                "2024-02-29 1999-12-31T23:59:59|VARCHAR",
                "a 1|VARCHAR",
                "- 1|VARCHAR",
                "NaN 1|VARCHAR"
            })
    void findsTheNarrowestType(String values, String type) {
        assertThat(infer(values.split(" ")).sqlType()).isEqualTo(type);
    }

    @Test
    void nullsDecideNothing() {
        assertThat(infer(null, "5", null).kind()).isEqualTo(ColumnKind.INTEGER);
        assertThat(infer(null, null).kind()).isEqualTo(ColumnKind.VARCHAR);
        assertThat(infer("", "5").kind()).isEqualTo(ColumnKind.VARCHAR);
    }

    @Test
    void textOfTheFileIsNoNumber() {
        ColumnInference inference = new ColumnInference();
        inference.accept("12", true);
        assertThat(inference.kind()).isEqualTo(ColumnKind.VARCHAR);
    }

    @Test
    void aKeyHasDistinctWholeNumbersOnly() {
        assertThat(infer("1", "3", "2").isKey()).isTrue();
        assertThat(infer("1", "1").isKey()).isFalse();
        assertThat(infer("1", null).isKey()).isFalse();
        assertThat(infer("1", "a").isKey()).isFalse();
        assertThat(infer("1", "2.0").isKey()).isFalse();
        assertThat(infer().isKey()).isFalse();
    }

    @Test
    void everyInferredValueParses() {
        assertThat(ColumnKind.TIMESTAMP.parse("2024-02-29 12:30:01.5").toString())
                .isEqualTo("2024-02-29T12:30:01.500");
        assertThat(ColumnKind.TIMESTAMP_TZ.parse("2024-02-29T12:30:00Z").toString())
                .isEqualTo("2024-02-29T12:30Z");
        assertThat(ColumnKind.DECIMAL.parse("-1.50").toString()).isEqualTo("-1.50");
    }
}
