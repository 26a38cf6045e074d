/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionsTest {
    private static final LocalDateTime MOMENT = LocalDateTime.of(2024, 2, 29, 13, 14, 15, 123_456_000);
    private static final List<Object> EXTERNAL = List.of(
            true,
            (short) 1,
            2,
            3L,
            new BigDecimal("4.5"),
            6.5f,
            7.5,
            "text",
            new byte[] {8},
            MOMENT.toLocalDate(),
            MOMENT.toLocalTime(),
            MOMENT,
            MOMENT.atOffset(ZoneOffset.UTC),
            new UUID(1, 2));

    private static void assertState(String state, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @Test
    void numbersOutOfRange() throws SQLException {
        assertState("22003", () -> Conversions.toInt(5_000_000_000L));
        assertState("22003", () -> Conversions.toByte(128));
        assertState("22003", () -> Conversions.toShort(-32769));
        assertState("22003", () -> Conversions.toLong(new BigDecimal("9223372036854775808")));
        assertState("22003", () -> Conversions.toLong(new BigDecimal("1E+1000000000")));
        assertState("22003", () -> Conversions.toLong(Double.NaN));
        assertState("22003", () -> Conversions.toFloat(1e300));
        assertThat(Conversions.toInt(new BigDecimal("-1.9"))).isEqualTo(-1);
        assertThat(Conversions.toLong("  42 ")).isEqualTo(42);
    }

    @Test
    void textThatIsNoNumber() {
        assertState("22018", () -> Conversions.toInt("x"));
        assertState("22018", () -> Conversions.toDouble(""));
        assertState("22018", () -> Conversions.toBoolean("perhaps"));
        assertState("22007", () -> TemporalConversions.toLocalDate("2024-02-30"));
        assertState("22007", () -> TemporalConversions.toLocalTime("25:00:00"));
        assertState("22018", () -> Conversions.toUuid("not-a-uuid"));
    }

    @Test
    void pairsWithoutConversion() {
        assertState("07006", () -> Conversions.toInt(MOMENT));
        assertState("07006", () -> TemporalConversions.toDate(5, null));
        assertState("07006", () -> Conversions.toBytes(5));
        assertState("07006", () -> Conversions.toClass(5, java.util.Currency.class));
        assertState("07006", () -> TemporalConversions.toDate(LocalTime.NOON, null));
    }

    @Test
    void everyPairGivesAValueOrAnSqlException() {
        List<Class<?>> classes = List.of(
                String.class,
                Boolean.class,
                Byte.class,
                Short.class,
                Integer.class,
                Long.class,
                Float.class,
                Double.class,
                BigDecimal.class,
                BigInteger.class,
                Number.class,
                byte[].class,
                UUID.class,
                Date.class,
                Time.class,
                Timestamp.class,
                java.util.Date.class,
                Calendar.class,
                LocalDate.class,
                LocalTime.class,
                LocalDateTime.class,
                OffsetDateTime.class,
                java.time.OffsetTime.class,
                ZonedDateTime.class,
                Instant.class,
                Object.class);
        for (Object value : EXTERNAL) {
            for (Class<?> type : classes) {
                try {
                    assertThat((Object) Conversions.toClass(value, type)).isInstanceOf(type);
                } catch (SQLException expected) {
                    assertThat(expected.getSQLState()).isIn("07006", "22003", "22018", "22007");
                }
            }
        }
    }

    @Test
    void everyPairOfParametersGivesAValueOrAnSqlException() {
        for (Object value : EXTERNAL) {
            for (SqlType.Name name : SqlType.Name.values()) {
                try {
                    assertThat(Parameters.forType(value, SqlType.of(name), true))
                            .isNotNull();
                } catch (SQLException expected) {
                    assertThat(expected.getSQLState()).isIn("07006", "22003", "22018", "22007");
                }
            }
        }
    }

    @Test
    void textOfTimes() {
        assertThat(Conversions.toText(MOMENT)).isEqualTo("2024-02-29 13:14:15.123456");
        assertThat(Conversions.toText(MOMENT.withNano(0))).isEqualTo("2024-02-29 13:14:15");
        assertThat(Conversions.toText(MOMENT.withNano(120_000_000))).isEqualTo("2024-02-29 13:14:15.12");
        assertThat(Conversions.toText(LocalTime.of(1, 2))).isEqualTo("01:02:00");
        assertThat(Conversions.toText(MOMENT.withNano(0).atOffset(ZoneOffset.UTC)))
                .isEqualTo("2024-02-29 13:14:15+00");
        assertThat(Conversions.toText(new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(Conversions.toText(new byte[] {0, (byte) 0xAB})).isEqualTo("\\x00ab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29 13:14:15.123456",
                "2024-02-29T13:14:15.123456",
                " 2024-02-29 13:14:15.123456 ",
                "2024-02-29T13:14:15.123456000"
            })
    void readsTimestamps(String text) throws SQLException {
        assertThat(TemporalConversions.toLocalDateTime(text)).isEqualTo(MOMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29 13:14:15.123456Z",
                "2024-02-29T15:14:15.123456+02:00",
                "2024-02-29 15:14:15.123456+02",
                "2024-02-29 08:14:15.123456 -05:00"
            })
    void readsInstants(String text) throws SQLException {
        assertThat(TemporalConversions.toOffsetDateTime(text).toInstant()).isEqualTo(MOMENT.toInstant(ZoneOffset.UTC));
    }

    @Test
    void calendarsGiveTheZone() throws SQLException {
        Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"), java.util.Locale.ROOT);
        Timestamp read = TemporalConversions.toTimestamp(MOMENT, tokyo);
        assertThat(read.toInstant())
                .isEqualTo(MOMENT.atZone(ZoneId.of("Asia/Tokyo")).toInstant());
        assertThat(Parameters.external(read, tokyo)).isEqualTo(MOMENT);
        Date date = TemporalConversions.toDate(MOMENT.toLocalDate(), tokyo);
        assertThat(Parameters.external(date, tokyo)).isEqualTo(MOMENT.toLocalDate());
    }

    @Test
    void javaObjectsBecomeExternalValues() throws SQLException {
        assertThat(Parameters.external((byte) 5, null)).isEqualTo((short) 5);
        assertThat(Parameters.external(BigInteger.TEN, null)).isEqualTo(new BigDecimal("10"));
        assertThat(Parameters.external('c', null)).isEqualTo("c");
        assertThat(Parameters.external(Instant.EPOCH, null)).isEqualTo(Instant.EPOCH.atOffset(ZoneOffset.UTC));
        assertThat(Parameters.external(Timestamp.valueOf(MOMENT), null)).isEqualTo(MOMENT);
        assertThat(Parameters.external(Time.valueOf("10:11:12"), null)).isEqualTo(LocalTime.of(10, 11, 12));
        assertThat(Parameters.external("x".getBytes(StandardCharsets.UTF_8), null))
                .isEqualTo(new byte[] {'x'});
        assertState("07006", () -> Parameters.external(new Object(), null));
    }

    @Test
    void fractionsAreRoundedOnAssignmentOnly() throws SQLException {
        SqlType integer = SqlType.of(SqlType.Name.INTEGER);
        assertThat(Parameters.forType(new BigDecimal("2.5"), integer, true)).isEqualTo(3);
        assertThat(Parameters.forType(2.0, integer, false)).isEqualTo(2);
        assertState("22003", () -> Parameters.forType(2.5, integer, false));
        assertState("22003", () -> Parameters.forType(5_000_000_000L, integer, false));
    }

    @Test
    void targetTypes() throws SQLException {
        assertThat(Parameters.forTarget("42", Types.INTEGER, -1)).isEqualTo(42);
        assertThat(Parameters.forTarget("3.14159", Types.NUMERIC, 2)).isEqualTo(new BigDecimal("3.14"));
        assertThat(Parameters.forTarget(1, Types.BIT, -1)).isEqualTo(true);
        assertThat(Parameters.forTarget(null, Types.DATE, -1)).isNull();
        assertState("22003", () -> Parameters.forTarget(300, Types.TINYINT, -1));
        assertState("0A000", () -> Parameters.forTarget(1, Types.REF, -1));
    }
}
