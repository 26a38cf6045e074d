/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jdbc:blazedb:bugs.blazedb             | bugs.blazedb
                    jdbc:blazedb:/tmp/a b/c.db            | /tmp/a b/c.db
                    jdbc:blazedb:/tmp/a%20b/100%25.db     | /tmp/a b/100%.db
                    jdbc:blazedb:what%3F.db               | what?.db
                    jdbc:blazedb:/tmp/%C3%BC/漢.db        | /tmp/ü/漢.db
                    jdbc:blazedb:C:\\data\\x.db           | C:\\data\\x.db
                    jdbc:blazedb:a+b.db?create=false      | a+b.db
                    jdbc:blazedb:%41%42                   | AB
                    """)
    void readsThePath(String url, String path) throws SQLException {
        JdbcUrl parsed = JdbcUrl.parse(url);
        assertThat(parsed.location()).isEqualTo(path);
        assertThat(parsed.inMemory()).isFalse();
    }

    @Test
    void readsNamesInMemory() throws SQLException {
        JdbcUrl url = JdbcUrl.parse("jdbc:blazedb:mem:test%20one?app=x&home=%2Ftmp%26");
        assertThat(url.inMemory()).isTrue();
        assertThat(url.location()).isEqualTo("test one");
        assertThat(url.parameters()).containsEntry("app", "x").containsEntry("home", "/tmp&");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:blazedb:",
                "jdbc:blazedb:?password=x",
                "jdbc:blazedb:mem:",
                "jdbc:other:x",
                "jdbc:blazedb:x?password",
                "jdbc:blazedb:x?a=1&a=2",
                "jdbc:blazedb:x%",
                "jdbc:blazedb:x%2",
                "jdbc:blazedb:x%zz",
                "jdbc:blazedb:x%FF"
            })
    void refusesWhatIsNoUrl(String url) {
        assertThatThrownBy(() -> JdbcUrl.parse(url))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
    }

    @Test
    void neverShowsThePassword() throws SQLException {
        assertThat(JdbcUrl.parse("jdbc:blazedb:x.db?password=sesame").toString())
                .isEqualTo("jdbc:blazedb:x.db");
        assertThatThrownBy(() -> JdbcUrl.parse("jdbc:blazedb:x.db?password=ses&ame"))
                .hasMessageNotContaining("ame")
                .hasMessageContaining("%26");
        assertThatThrownBy(() -> JdbcUrl.parse("jdbc:blazedb:x.db?password=sesame%"))
                .hasMessageNotContaining("sesame")
                .hasMessageContaining("password");
    }
}
