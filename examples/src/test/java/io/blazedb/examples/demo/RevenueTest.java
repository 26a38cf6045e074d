/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RevenueTest {

    @Test
    void equalAmountsAreEqualFigures() {
        Map<Revenue.Key, Revenue.Figure> left =
                Revenue.parse("Ann\tFood\tSeattle\t10.5000\t3\nBob\tDrink\tSalem\t7\t1");
        Map<Revenue.Key, Revenue.Figure> right =
                Revenue.parse("Bob\tDrink\tSalem\t7.0\t1\nAnn\tFood\tSeattle\t10.5\t3");
        assertThat(left).isEqualTo(right).hasSize(2);
        assertThat(new Revenue.Figure(new BigDecimal("10.50"), 3).plus(new BigDecimal("0.50"), 1))
                .isEqualTo(new Revenue.Figure(new BigDecimal("11"), 4));
        assertThat(Revenue.parse("Ann\tFood\tSeattle\t10.5001\t3")).isNotEqualTo(left);
    }
}
