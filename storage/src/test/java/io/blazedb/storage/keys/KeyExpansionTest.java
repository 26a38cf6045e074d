/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyExpansionTest {
    private static final HexFormat HEX = HexFormat.of();

    /** The first 32 bytes of the output of test cases 1 and 3 of RFC 5869, appendix A. */
    @Test
    void vectors() {
        byte[] secret = HEX.parseHex("0b".repeat(22));
        byte[] salt = HEX.parseHex("000102030405060708090a0b0c");
        byte[] info = HEX.parseHex("f0f1f2f3f4f5f6f7f8f9");
        assertThat(KeyExpansion.derive(secret, salt, info))
                .isEqualTo(HEX.parseHex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
        assertThat(KeyExpansion.derive(secret, new byte[0]))
                .isEqualTo(HEX.parseHex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
    }
}
