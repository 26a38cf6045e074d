/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.types.SqlType.Name;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random rows against the plain comparison of their values. */
class CodecModelTest {
    private static final SqlType[] TYPES = {
        SqlType.of(Name.BOOLEAN),
        SqlType.of(Name.SMALLINT),
        SqlType.of(Name.INTEGER),
        SqlType.of(Name.BIGINT),
        new SqlType(Name.DECIMAL, 20, 4),
        SqlType.of(Name.DECIMAL),
        SqlType.of(Name.REAL),
        SqlType.of(Name.DOUBLE),
        new SqlType(Name.CHAR, 5, 0),
        SqlType.of(Name.VARCHAR),
        SqlType.of(Name.VARBINARY),
        SqlType.of(Name.DATE),
        SqlType.of(Name.TIME),
        SqlType.of(Name.TIMESTAMP),
        SqlType.of(Name.TIMESTAMP_TZ),
        SqlType.of(Name.INTERVAL_YEAR_MONTH),
        SqlType.of(Name.INTERVAL_DAY_TIME),
        SqlType.of(Name.INTERVAL),
        SqlType.of(Name.UUID),
        SqlType.of(Name.JSON),
    };

    private final long seed = Long.getLong("blazedb.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void rowsComeBackWhole() {
        int[] ids = new int[TYPES.length];
        Arrays.setAll(ids, i -> i * 2 + 1);
        RowCodec codec = new RowCodec(TYPES, ids);
        for (int i = 0; i < 2_000; i++) {
            @Nullable Object[] row = row();
            byte[] bytes = codec.encode(row);
            byte[] padded = new byte[bytes.length + 7];
            System.arraycopy(bytes, 0, padded, 3, bytes.length);
            ByteSlice slice = new ByteSlice(padded, 3, bytes.length);
            assertThat(codec.decode(slice)).as("seed %d", seed).isEqualTo(row);
            int column = random.nextInt(TYPES.length);
            assertThat(codec.column(slice, column)).as("seed %d", seed).isEqualTo(row[column]);
        }
    }

    @Test
    void wideRowsComeBackWhole() {
        SqlType[] types = {SqlType.of(Name.VARCHAR), SqlType.of(Name.INTEGER)};
        RowCodec codec = new RowCodec(types, new int[] {1, 2});
        for (int length : new int[] {0, 255, 256, 65_530, 65_536, 300_000}) {
            @Nullable Object[] row = {"x".repeat(length), 7};
            assertThat(codec.decode(ByteSlice.of(codec.encode(row)))).isEqualTo(row);
        }
    }

    @Test
    void rowsOutliveChangesOfTheirTable() {
        RowCodec before = new RowCodec(
                new SqlType[] {SqlType.of(Name.INTEGER), SqlType.of(Name.VARCHAR), SqlType.of(Name.DATE)},
                new int[] {1, 2, 3});
        byte[] old = before.encode(new @Nullable Object[] {7, "seven", 77});
        RowCodec after = new RowCodec(
                new SqlType[] {SqlType.of(Name.INTEGER), SqlType.of(Name.DATE), SqlType.of(Name.UUID)},
                new int[] {1, 3, 4});
        assertThat(after.decode(ByteSlice.of(old))).containsExactly(7, 77, null);
        byte[] changed = after.encode(new @Nullable Object[] {8, null, new UUID(1, 2)});
        assertThat(before.decode(ByteSlice.of(changed))).containsExactly(8, null, null);
        RowCodec widened = new RowCodec(new SqlType[] {SqlType.of(Name.BIGINT)}, new int[] {1});
        assertThat(widened.decode(ByteSlice.of(old))).containsExactly(7L);
    }

    @Test
    void keysSortLikeTheirValues() {
        for (int i = 0; i < 20_000; i++) {
            int[] columns = {random.nextInt(TYPES.length), random.nextInt(TYPES.length)};
            boolean[] descending = {random.nextBoolean(), random.nextBoolean()};
            SqlType[] types = {TYPES[columns[0]], TYPES[columns[1]]};
            KeyCodec codec = new KeyCodec(types, new int[] {0, 1}, descending, true, false);
            @Nullable Object[] a = {value(types[0]), value(types[1])};
            @Nullable Object[] b = {random.nextInt(3) == 0 ? a[0] : value(types[0]), value(types[1])};
            int expected = 0;
            for (int column = 0; column < 2 && expected == 0; column++) {
                int order = compare(a[column], b[column]);
                expected = descending[column] ? -order : order;
            }
            int actual = Arrays.compareUnsigned(codec.encodePrefix(a, 2), codec.encodePrefix(b, 2));
            assertThat(Integer.signum(actual))
                    .as(
                            "seed %d: %s and %s as %s",
                            seed, Arrays.toString(a), Arrays.toString(b), Arrays.toString(types))
                    .isEqualTo(Integer.signum(expected));
        }
    }

    @Test
    void keysComeBackAsValues() {
        for (int i = 0; i < 5_000; i++) {
            int column = random.nextInt(TYPES.length);
            SqlType[] types = {TYPES[column], SqlType.of(Name.INTEGER)};
            boolean[] descending = {random.nextBoolean(), random.nextBoolean()};
            boolean unique = random.nextBoolean();
            KeyCodec codec = new KeyCodec(types, new int[] {0, 1}, descending, true, unique);
            @Nullable Object[] row = {value(types[0]), value(types[1])};
            byte[] primary = {1, 2, 3, (byte) random.nextInt()};
            byte[] entry = codec.encodeEntry(row, primary);
            @Nullable Object[] decoded = codec.decode(ByteSlice.of(entry));
            assertThat(compare(decoded[0], row[0])).as("seed %d", seed).isZero();
            assertThat(decoded[1]).isEqualTo(row[1]);
            assertThat(codec.primaryKey(ByteSlice.of(entry), ByteSlice.of(unique ? primary : new byte[0])))
                    .isEqualTo(primary);
            if (row[0] instanceof BigDecimal exact && types[0].precision() > 0) {
                assertThat(decoded[0]).isEqualTo(exact);
            }
        }
    }

    @Test
    void rangesHoldExactlyWhatTheySay() {
        for (int i = 0; i < 20_000; i++) {
            SqlType type = TYPES[random.nextInt(TYPES.length)];
            boolean index = random.nextBoolean();
            boolean descending = index && random.nextBoolean();
            KeyCodec codec = new KeyCodec(
                    new SqlType[] {SqlType.of(Name.INTEGER), type},
                    new int[] {0, 1},
                    new boolean[] {index && random.nextBoolean(), descending},
                    index,
                    false);
            @Nullable Object[] row = {random.nextInt(2), index ? value(type) : notNull(type)};
            KeyCodec.Bound lower =
                    random.nextInt(3) == 0 ? null : new KeyCodec.Bound(notNull(type), random.nextBoolean());
            KeyCodec.Bound upper =
                    random.nextInt(3) == 0 ? null : new KeyCodec.Bound(notNull(type), random.nextBoolean());
            KeyRange range = codec.range(new @Nullable Object[] {1}, 1, lower, upper);
            byte[] key = index ? codec.encodeEntry(row, new byte[] {9}) : codec.encode(row);
            boolean expected = row[0].equals(1)
                    && row[1] != null
                    && (lower == null || compare(row[1], lower.value()) > (lower.inclusive() ? -1 : 0))
                    && (upper == null || compare(row[1], upper.value()) < (upper.inclusive() ? 1 : 0));
            assertThat(range.contains(key))
                    .as(
                            "seed %d: %s in %s..%s of %s desc=%s index=%s",
                            seed, row[1], lower, upper, type, descending, index)
                    .isEqualTo(expected);
        }
    }

    @Test
    void decodersFailOnlyWithTheirOwnException() {
        int[] ids = new int[TYPES.length];
        Arrays.setAll(ids, i -> i + 1);
        RowCodec rows = new RowCodec(TYPES, ids);
        KeyCodec keys = new KeyCodec(TYPES, ids, new boolean[TYPES.length], true, false);
        for (int i = 0; i < 50_000; i++) {
            @Nullable Object[] row = row();
            byte[] bytes = i % 2 == 0 ? rows.encode(row) : keys.encodePrefix(row, row.length);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            try {
                if (i % 2 == 0) {
                    rows.decode(ByteSlice.of(damaged));
                } else {
                    keys.decode(ByteSlice.of(damaged));
                }
            } catch (BlazeSqlException expected) {
                assertThat(expected.sqlState()).as("seed %d", seed).isEqualTo("XX001");
            }
        }
        assertThatThrownBy(() -> rows.decode(ByteSlice.of(new byte[0]))).isInstanceOf(BlazeSqlException.class);
    }

    private @Nullable Object[] row() {
        @Nullable Object[] row = new @Nullable Object[TYPES.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = value(TYPES[i]);
        }
        return row;
    }

    private @Nullable Object value(SqlType type) {
        return random.nextInt(5) == 0 ? null : notNull(type);
    }

    private Object notNull(SqlType type) {
        boolean near = random.nextBoolean();
        return switch (type.name()) {
            case BOOLEAN -> random.nextBoolean();
            case SMALLINT -> (short) (near ? random.nextInt(5) - 2 : random.nextInt());
            case INTERVAL_YEAR_MONTH -> Interval.of(random.nextInt(5) - 2, 0, 0);
            case INTERVAL_DAY_TIME -> Interval.of(0, random.nextInt(5) - 2, random.nextInt(5) - 2);
            case INTERVAL ->
                near
                        ? Interval.of(random.nextInt(3) - 1, random.nextInt(5) - 2, random.nextInt(5) - 2)
                        : Interval.of(random.nextInt(1 << 20), random.nextInt(), random.nextLong());
            case INTEGER, DATE -> near ? random.nextInt(5) - 2 : random.nextInt();
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ -> near ? random.nextInt(5) - 2L : random.nextLong();
            case REAL -> near ? random.nextInt(5) / 2f - 1 : Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> near ? random.nextInt(5) / 2d - 1 : Double.longBitsToDouble(random.nextLong());
            case DECIMAL -> {
                BigDecimal value = new BigDecimal(
                        near ? BigInteger.valueOf(random.nextInt(2000) - 1000) : new BigInteger(60, random).negate(),
                        random.nextInt(4));
                yield type.precision() == SqlType.UNBOUNDED ? value : value.setScale(type.scale());
            }
            case CHAR -> text(5);
            case VARCHAR, JSON, JSONB -> text(random.nextInt(6));
            case BINARY, VARBINARY -> text(random.nextInt(6)).getBytes(StandardCharsets.UTF_8);
            case UUID -> new UUID(near ? 0 : random.nextLong(), near ? random.nextInt(4) : random.nextLong());
            case ARRAY -> array(type.elementType());
            case ENUM -> type.enumLabels().labels().get(random.nextInt(3)).number();
            case RECORD, NULL -> throw new IllegalArgumentException();
        };
    }

    private SqlArray array(SqlType element) {
        int length = random.nextInt(4);
        int[] dimensions = length > 0 && random.nextInt(3) == 0 ? new int[] {2, length} : new int[] {length};
        @Nullable Object[] elements = new @Nullable Object[length * (dimensions.length == 2 ? 2 : 1)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = value(element);
        }
        return SqlArray.of(element, dimensions, elements);
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(
                    switch (random.nextInt(6)) {
                        case 0 -> 0;
                        case 1 -> 1;
                        case 2 -> 0x1F600;
                        case 3 -> 0xFFFD;
                        default -> 'a' + random.nextInt(3);
                    });
        }
        return text.toString();
    }

    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return Boolean.compare(a == null, b == null);
        }
        if (a instanceof byte[] left) {
            return Arrays.compareUnsigned(left, (byte[]) b);
        }
        if (a instanceof String left) {
            return Arrays.compareUnsigned(
                    left.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
        }
        if (a instanceof UUID left) {
            int high = Long.compareUnsigned(left.getMostSignificantBits(), ((UUID) b).getMostSignificantBits());
            return high != 0
                    ? high
                    : Long.compareUnsigned(left.getLeastSignificantBits(), ((UUID) b).getLeastSignificantBits());
        }
        if (a instanceof Double left && b instanceof Double right) {
            return Double.compare(left + 0.0, right + 0.0);
        }
        if (a instanceof Float left && b instanceof Float right) {
            return Float.compare(left + 0.0f, right + 0.0f);
        }
        return compareNatural(a, b);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // values of one type, all of which have a natural order
    private static int compareNatural(Object a, Object b) {
        return ((Comparable) a).compareTo(b);
    }
}
