/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordsTest {

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<List<@Nullable String>> all(RecordSource records) throws IOException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (records.next()) {
            List<@Nullable String> row = new ArrayList<>();
            for (int i = 0; i < records.columns().size(); i++) {
                row.add(records.text(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }

    @Test
    void csvTellsNullFromTheEmptyString() throws IOException {
        try (CsvRecords records = new CsvRecords(bytes("\uFEFFa,b,c\r\n1,,\"\"\r\n"), ',')) {
            assertThat(records.columns()).containsExactly("a", "b", "c");
            assertThat(all(records)).containsExactly(row("1", null, ""));
        }
    }

    @Test
    void csvKeepsQuotesLineBreaksAndLetters() throws IOException {
        try (CsvRecords records = new CsvRecords(bytes("a;b\n\"x \"\"y\"\"\nz\";grün ☃\n"), ';')) {
            assertThat(all(records)).containsExactly(row("x \"y\"\nz", "grün ☃"));
        }
    }

    @Test
    void csvWithAWrongLineSaysWhich() throws IOException {
        try (CsvRecords records = new CsvRecords(bytes("a,b\n1,2\n3\n"), ',')) {
            assertThat(records.next()).isTrue();
            assertThatThrownBy(records::next).isInstanceOf(CliException.class).hasMessageContaining("line 3");
        }
        assertThatThrownBy(() -> new CsvRecords(bytes(""), ',')).isInstanceOf(CliException.class);
    }

    @Test
    void csvThatIsNotUtf8IsRefused() throws IOException {
        byte[] latin1 = "a\ngr\u00FCn\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> {
                    try (CsvRecords records = new CsvRecords(new ByteArrayInputStream(latin1), ',')) {
                        all(records);
                    }
                })
                .isInstanceOf(CliException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void jsonArraysAndLinesGiveTheSame() throws IOException {
        String first = "{\"a\":1,\"b\":\"x\"}";
        String second = "{\"a\":1.50,\"c\":{\"d\":[1]},\"b\":null}";
        for (String text : List.of("[" + first + "," + second + "]", first + "\n" + second + "\n")) {
            List<String> columns = JsonRecords.columnsOf(bytes(text));
            assertThat(columns).containsExactly("a", "b", "c");
            try (JsonRecords records = new JsonRecords(bytes(text), columns)) {
                assertThat(all(records)).containsExactly(row("1", "x", null), row("1.50", null, "{\"d\":[1]}"));
            }
        }
    }

    @Test
    void jsonSaysWhatIsText() throws IOException {
        try (JsonRecords records = new JsonRecords(bytes("{\"a\":\"1\",\"b\":1}"), List.of("a", "b"))) {
            assertThat(records.next()).isTrue();
            assertThat(records.isText(0)).isTrue();
            assertThat(records.isText(1)).isFalse();
        }
    }

    @Test
    void brokenJsonSaysWhere() {
        assertThatThrownBy(() -> JsonRecords.columnsOf(bytes("{\"a\":1}\n{\"a\" 2}")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> JsonRecords.columnsOf(bytes("[1, 2]"))).isInstanceOf(CliException.class);
    }

    @Test
    void namesBecomeSqlNames() {
        assertThat(ImportFile.sqlName("Fix Version (s)", "x")).isEqualTo("fix_version_s");
        assertThat(ImportFile.sqlName("2024 Umsätze", "x")).isEqualTo("_2024_umsätze");
        assertThat(ImportFile.sqlName("--", "x")).isEqualTo("x");
    }
}
