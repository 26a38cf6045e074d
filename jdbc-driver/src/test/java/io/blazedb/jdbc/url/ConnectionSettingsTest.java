/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.keys.KeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSettingsTest {

    private static ConnectionSettings of(String url, String... properties) throws SQLException {
        Properties given = new Properties();
        for (int i = 0; i < properties.length; i += 2) {
            given.setProperty(properties[i], properties[i + 1]);
        }
        return ConnectionSettings.of(url, given);
    }

    @Test
    void defaultsAreThoseOfTheDocumentation() throws SQLException {
        ConnectionSettings settings = of("jdbc:blazedb:/data/bugs.blazedb", "password", "p");
        assertThat(settings.storeOptions().create()).isTrue();
        assertThat(settings.storeOptions().readOnly()).isFalse();
        assertThat(settings.storeOptions().durability()).isEqualTo(Durability.FULL);
        assertThat(settings.storeOptions().busyTimeoutMillis()).isEqualTo(5000);
        assertThat(settings.isolation()).isEqualTo(IsolationLevel.SNAPSHOT);
        assertThat(settings.user()).isEmpty();
        assertThat(settings.engineOptions().databaseName()).isEqualTo("bugs");
        assertThat(settings.engineOptions().appGroup()).isNull();
        assertThat(settings.engineOptions().app()).isNotBlank();
    }

    @Test
    void urlWinsOverProperties() throws SQLException {
        ConnectionSettings settings = of(
                "jdbc:blazedb:x.db?isolation=SERIALIZABLE&cacheSize=64MB&synchronous=off&busyTimeout=7",
                "isolation",
                "read_committed",
                "appGroup",
                "com.acme");
        assertThat(settings.isolation()).isEqualTo(IsolationLevel.SERIALIZABLE);
        assertThat(settings.storeOptions().cacheBytes()).isEqualTo(64L << 20);
        assertThat(settings.storeOptions().durability()).isEqualTo(Durability.OFF);
        assertThat(settings.storeOptions().busyTimeoutMillis()).isEqualTo(7);
        assertThat(settings.engineOptions().appGroup()).isEqualTo("com.acme");
    }

    @ParameterizedTest
    @CsvSource({
        "pasword, password",
        "Password, password",
        "readonly, readOnly",
        "keyfile, keyFile",
        "isolationLevel, isolation",
        "busytimeout, busyTimeout"
    })
    void suggestsTheNearestKey(String wrong, String right) {
        assertThatThrownBy(() -> of("jdbc:blazedb:x.db", wrong, "secret"))
                .hasMessageContaining("did you mean " + right + "?")
                .hasMessageNotContaining("secret");
    }

    @Test
    void doesNotGuessWildly() {
        assertThatThrownBy(() -> of("jdbc:blazedb:x.db?completelyOther=1")).hasMessageNotContaining("did you mean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create=maybe",
                "synchronous=sometimes",
                "busyTimeout=-1",
                "busyTimeout=soon",
                "cacheSize=huge",
                "cacheSize=12",
                "cacheSize=MB",
                "isolation=none",
                "password=a&keyFile=b"
            })
    void refusesBadValues(String query) {
        assertThatThrownBy(() -> of("jdbc:blazedb:x.db?" + query))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
    }

    @Test
    void refusesPropertiesThatAreNoStrings() {
        Properties properties = new Properties();
        properties.put("busyTimeout", 5);
        assertThatThrownBy(() -> ConnectionSettings.of("jdbc:blazedb:x.db", properties))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("busyTimeout");
    }

    @Test
    void saysWhatToDoWithoutPassword() throws SQLException {
        ConnectionSettings settings = of("jdbc:blazedb:x.db");
        assertThatThrownBy(settings::keySource)
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessageContaining("password")
                .hasMessageContaining("getConnection");
    }

    @Test
    void readsKeyFiles(@TempDir Path directory) throws Exception {
        Path keyFile = Files.write(directory.resolve("the key"), new byte[32]);
        try (KeySource key =
                of("jdbc:blazedb:x.db", "keyFile", keyFile.toString()).keySource()) {
            assertThat(key.kind()).isEqualTo(KeySource.Kind.RAW_KEY);
        }
        Path shortFile = Files.write(directory.resolve("short"), new byte[31]);
        assertThatThrownBy(() ->
                        of("jdbc:blazedb:x.db", "keyFile", shortFile.toString()).keySource())
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class);
        assertThatThrownBy(() -> of(
                                "jdbc:blazedb:x.db",
                                "keyFile",
                                directory.resolve("none").toString())
                        .keySource())
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class);
    }

    @ParameterizedTest
    @CsvSource({"bugs.blazedb, bugs", "/a/b/My.Data.db, My.Data", "plain, plain", ".hidden, .hidden"})
    void databaseNameIsTheFilesName(String file, String name) {
        assertThat(ApplicationDefaults.databaseName(Path.of(file))).isEqualTo(name);
    }
}
