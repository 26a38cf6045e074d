/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals of months, days and times. Answers are PostgreSQL's. */
class IntervalTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "interval '1 mon 2 days 03:04:05' ; 1 mon 2 days 03:04:05",
                "interval 'P1Y2M3DT4H5M6S' ; 1 year 2 mons 3 days 04:05:06",
                "interval '27 hours' ; 27:00:00",
                "interval '-1 days +02:03:00' ; -1 days +02:03:00",
                "interval '-1 mon +2 days -00:00:01' ; -1 mons +2 days -00:00:01",
                "interval '1.5 months' ; 1 mon 15 days",
                "interval '1.5 days' ; 1 day 12:00:00",
                "interval '1-2' year to month ; 1 year 2 mons",
                "interval '3' month ; 3 mons",
                "interval '1' hour + interval '1' month ; 1 mon 01:00:00",
                "interval '1 month' - interval '1 day' ; 1 mon -1 days",
                "interval '1 month' * 1.5 ; 1 mon 15 days",
                "interval '1 month' / 2 ; 15 days",
                "interval '10 years 3 mons' / 3 ; 3 years 5 mons",
                "-interval '1 mon 2 days' ; -1 mons -2 days",
                "interval '1 mon' = interval '30 days' ; true",
                "interval '1 mon' > interval '29 days' ; true",
                "interval '1 mon' IN (interval '30 days', '1 day') ; true",
                "interval '1 mon' BETWEEN interval '1 day' AND interval '1 year' ; true",
                "greatest(interval '1 mon', interval '29 days') ; 1 mon",
                "justify_days(interval '35 days') ; 1 mon 5 days",
                "justify_hours(interval '27 hours') ; 1 day 03:00:00",
                "justify_interval(interval '1 mon -1 hour') ; 29 days 23:00:00",
                "make_interval(1, 2, 3, 4, 5, 6, 7.5) ; 1 year 2 mons 25 days 05:06:07.5",
                "make_interval(hours => 2, days => 10) ; 10 days 02:00:00",
                "make_interval() ; 00:00:00",
                "age(timestamp '2001-04-10', timestamp '1957-06-13') ; 43 years 9 mons 27 days",
                "extract(year from age(timestamp '2001-04-10', timestamp '1957-06-13')) ; 43",
                "extract(hour from interval '1 mon 40 days 25:00') ; 25",
                "extract(epoch from interval '1 year 1 mon') ; 34149600.000000",
                "date_part('day', interval '40 days 25 hours') ; 40.0",
                "date_trunc('hour', interval '2 days 03:02:47') ; 2 days 03:00:00",
                "date_trunc('year', interval '1 year 5 mon 3 days') ; 1 year",
                "to_char(interval '1 year 2 mons 3 days 04:05:06', 'YYYY-MM-DD HH24:MI:SS') ; 0001-02-03 04:05:06",
                "date '2001-01-31' + interval '1 month 1 day' ; 2001-03-01T00:00",
                "timestamp '2001-01-31 10:00' - interval '1 mon 2 days 03:00' ; 2000-12-29T07:00",
                "(date '2001-01-31' + interval '1 month' = date '2001-02-28') ; true",
                "time '10:00' + interval '15 hours' ; 01:00",
                "to_json(interval '1 mon 1 day') ; \"1 mon 1 day\"",
                "interval '3 days' || '!' ; 3 days!",
                "array[interval '1 mon', interval '1 day'] ; {\"1 mon\",\"1 day\"}",
                "date_bin('15 minutes', timestamp '2020-02-11 15:44:17', timestamp '2001-01-01') ; 2020-02-11T15:30"
            })
    void values(String expression, String expected) {
        assertThat(database.rows("SELECT " + expression)).containsExactly(expected);
    }

    @Test
    void columns() {
        database.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, i INTERVAL, y INTERVAL YEAR TO MONTH); INSERT INTO t VALUES"
                        + " (1, '1 mon 2 days', '1 year 5 days'), (2, '27 hours', NULL), (3, '1 year', NULL), (4, NULL, NULL),"
                        + " (5, '30 days', NULL)");
        assertThat(database.rows("SELECT i, y FROM t ORDER BY i, id"))
                .containsExactly("27:00:00,null", "30 days,null", "1 mon 2 days,1 year", "1 year,null", "null,null");
        assertThat(database.rows("SELECT id FROM t WHERE i > '1 month' ORDER BY id"))
                .containsExactly("1", "3");
        database.run("CREATE INDEX ti ON t (i)");
        assertThat(database.rows("SELECT id FROM t WHERE i = interval '1 month'"))
                .containsExactly("5");
        assertThat(database.rows("SELECT sum(i), avg(i), min(i), max(i), count(i) FROM t"))
                .containsExactly("1 year 1 mon 32 days 27:00:00,3 mons 15 days 18:45:00,27:00:00,1 year,4");
        assertThat(database.rows("SELECT date '2020-01-31' + i FROM t WHERE id < 3 ORDER BY id"))
                .containsExactly("2020-03-02T00:00", "2020-02-01T03:00");
        assertThat(database.rows("SELECT sum(i) OVER (ORDER BY id) FROM t WHERE id < 3"))
                .containsExactly("1 mon 2 days", "1 mon 2 days 27:00:00");
        assertThat(database.rows(
                        "SELECT count(*) FROM (VALUES (date '2024-01-31'), (date '2024-02-29'), (date '2024-04-01'))"
                                + " AS v (d) WHERE d < date '2024-01-31' + interval '1 month'"))
                .containsExactly("1");
        assertThat(
                        database.rows(
                                "SELECT count(*) OVER (ORDER BY d RANGE BETWEEN INTERVAL '1 month' PRECEDING AND CURRENT ROW)"
                                        + " FROM (VALUES (date '2024-01-31'), (date '2024-02-29'), (date '2024-04-01')) AS v (d)"))
                .containsExactly("1", "2", "1");
        database.run("CREATE TABLE k (i INTERVAL PRIMARY KEY); INSERT INTO k VALUES ('1 mon')");
        assertThat(database.failure("INSERT INTO k VALUES ('30 days')")).startsWith("23505");
    }

    @Test
    void failures() {
        assertThat(database.failure("SELECT interval 'foo'")).startsWith("22007");
        assertThat(database.failure("SELECT interval '2147483648 months'")).startsWith("22015");
        assertThat(database.failure("SELECT extract(week from interval '20 days')"))
                .startsWith("0A000");
        assertThat(database.failure("SELECT abs(interval '1 day')")).startsWith("42883");
        assertThat(database.failure("SELECT interval '1 day' / 0")).startsWith("22012");
        assertThat(database.failure("SELECT date_bin('1 month', timestamp '2020-02-11', timestamp '2001-01-01')"))
                .startsWith("0A000");
    }
}
