/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs and functions of dates, times and bytes. Answers are PostgreSQL's. */
class PostgresTypesTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'today'::date = current_date AND date 'tomorrow' - date 'yesterday' = 2 ; true",
                "'now'::timestamptz <= now() ; true",
                "'today'::timestamp = current_date ; true",
                "date '2024-01-01' + time '10:00' ; 2024-01-01T10:00",
                "time '10:00' + date '2024-01-01' ; 2024-01-01T10:00",
                "timestamptz '2024-01-01 12:00+00' AT TIME ZONE '+02' ; 2024-01-01T10:00",
                "timestamptz '2024-01-01 12:00+00' AT TIME ZONE interval '2 hours' ; 2024-01-01T14:00",
                "date_trunc('milliseconds', timestamp '2024-05-06 10:00:00.123456') ; 2024-05-06T10:00:00.123",
                "date_part('hours', timestamp '2024-05-06 10:00') ; 10.0",
                "(date '2024-01-01', date '2024-02-01') OVERLAPS (date '2024-01-15', date '2024-03-01') ; true",
                "(time '10:00', time '11:00') OVERLAPS (time '11:00', time '12:00') ; false",
                "(date '2024-02-01', date '2024-01-01') OVERLAPS (date '2024-01-15', date '2024-01-15') ; true",
                "(timestamp '2024-01-01', interval '1 day') OVERLAPS (timestamp '2024-01-02', interval '1 day') ; false",
                "length('\\x1234'::bytea) ; 2",
                "length('grün') ; 4",
                "encode(set_byte('\\x1234'::bytea, 0, 255), 'hex') ; ff34",
                "get_bit('\\x1234'::bytea, 1) ; 1",
                "encode(set_bit('\\x1234'::bytea, 0, 1), 'hex') ; 1334",
                "convert_from('\\x41c3a9'::bytea, 'UTF8') ; Aé"
            })
    void values(String expression, String expected) {
        assertThat(database.rows("SELECT " + expression)).containsExactly(expected);
    }

    @Test
    void failures() {
        assertThat(database.failure("SELECT date_trunc('foo', timestamp '2024-01-01')"))
                .startsWith("22023");
        assertThat(database.failure("SELECT date_part('foo', timestamp '2024-01-01')"))
                .startsWith("22023");
        assertThat(database.failure("SELECT convert_from('\\xff'::bytea, 'UTF8')"))
                .startsWith("22021");
        assertThat(database.failure("SELECT get_byte('\\x12'::bytea, 1)")).startsWith("2202E");
        assertThat(database.failure("SELECT get_bit('\\x12'::bytea, 8)")).startsWith("2202E");
        assertThat(database.failure("SELECT 'someday'::date")).startsWith("22007");
    }
}
