/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers and names that PostgreSQL has for types. */
final class PgTypes {
    /**
     * A type of PostgreSQL.
     *
     * @param array number of the type of arrays of it
     * @param name its short name
     * @param sqlName its name in SQL
     * @param length in bytes; -1 if it varies
     * @param category a letter
     */
    record Type(long oid, long array, String name, String sqlName, int length, String category) {}

    private static final int TYPMOD_HEADER = 4;
    private static final int PRECISION_SHIFT = 16;
    private static final List<Type> ALL = List.of(
            new Type(16, 1000, "bool", "boolean", 1, "B"),
            new Type(17, 1001, "bytea", "bytea", -1, "U"),
            new Type(18, 1002, "char", "\"char\"", 1, "S"),
            new Type(19, 1003, "name", "name", 64, "S"),
            new Type(20, 1016, "int8", "bigint", 8, "N"),
            new Type(21, 1005, "int2", "smallint", 2, "N"),
            new Type(23, 1007, "int4", "integer", 4, "N"),
            new Type(25, 1009, "text", "text", -1, "S"),
            new Type(26, 1028, "oid", "oid", 4, "N"),
            new Type(114, 199, "json", "json", -1, "U"),
            new Type(700, 1021, "float4", "real", 4, "N"),
            new Type(701, 1022, "float8", "double precision", 8, "N"),
            new Type(1042, 1014, "bpchar", "character", -1, "S"),
            new Type(1043, 1015, "varchar", "character varying", -1, "S"),
            new Type(1082, 1182, "date", "date", 4, "D"),
            new Type(1083, 1183, "time", "time without time zone", 8, "D"),
            new Type(1114, 1115, "timestamp", "timestamp without time zone", 8, "D"),
            new Type(1184, 1185, "timestamptz", "timestamp with time zone", 8, "D"),
            new Type(1186, 1187, "interval", "interval", 16, "T"),
            new Type(1700, 1231, "numeric", "numeric", -1, "N"),
            new Type(2205, 2210, "regclass", "regclass", 4, "N"),
            new Type(2249, 2287, "record", "record", -1, "P"),
            new Type(2278, 0, "void", "void", 4, "P"),
            new Type(2950, 2951, "uuid", "uuid", 16, "U"),
            new Type(3802, 3807, "jsonb", "jsonb", -1, "U"));

    private static final Map<Long, Type> BY_OID = new HashMap<>();
    private static final Map<Long, Type> BY_ARRAY = new HashMap<>();
    private static final Map<String, Type> BY_NAME = new HashMap<>();

    static {
        for (Type type : ALL) {
            BY_OID.put(type.oid(), type);
            BY_ARRAY.put(type.array(), type);
            BY_NAME.put(type.name(), type);
        }
    }

    private PgTypes() {}

    static List<Type> all() {
        return ALL;
    }

    /** The number of a type; that of text for what PostgreSQL has no type for. */
    static long oid(SqlType type) {
        if (type.isArray()) {
            Type element = BY_OID.get(oid(type.elementType()));
            return element == null ? 0 : element.array();
        }
        Type known = BY_NAME.get(
                switch (type.name()) {
                    case BOOLEAN -> "bool";
                    case SMALLINT -> "int2";
                    case INTEGER -> "int4";
                    case BIGINT -> "int8";
                    case DECIMAL -> "numeric";
                    case REAL -> "float4";
                    case DOUBLE -> "float8";
                    case CHAR -> "bpchar";
                    case VARCHAR -> type.precision() == SqlType.UNBOUNDED || type.isLargeObject() ? "text" : "varchar";
                    case BINARY, VARBINARY -> "bytea";
                    case DATE -> "date";
                    case TIME -> "time";
                    case TIMESTAMP -> "timestamp";
                    case TIMESTAMP_TZ -> "timestamptz";
                    case INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> "interval";
                    case UUID -> "uuid";
                    case JSON -> "json";
                    case JSONB -> "jsonb";
                    case RECORD -> "record";
                    default -> "text";
                });
        return known == null ? 0 : known.oid();
    }

    /** Length or precision and scale as PostgreSQL packs them; -1 for none. */
    static int modifier(SqlType type) {
        SqlType element = type.isArray() ? type.elementType() : type;
        if (element.precision() == SqlType.UNBOUNDED || element.isLargeObject()) {
            return -1;
        }
        return switch (element.name()) {
            case CHAR, VARCHAR -> element.precision() + TYPMOD_HEADER;
            case DECIMAL -> ((element.precision() << PRECISION_SHIFT) | element.scale()) + TYPMOD_HEADER;
            case TIME, TIMESTAMP, TIMESTAMP_TZ -> element.precision();
            default -> -1;
        };
    }

    static int length(long oid) {
        Type type = BY_OID.get(oid);
        return type == null ? -1 : type.length();
    }

    /** format_type: the name of a type in SQL; {@code ???} for one that there is not. */
    static String format(long oid, @Nullable Integer modifier) {
        Type element = BY_ARRAY.get(oid);
        if (element != null && oid != 0) {
            return format(element.oid(), modifier) + "[]";
        }
        Type type = BY_OID.get(oid);
        if (type == null) {
            return oid == 0 ? "-" : "???";
        }
        return modifier == null || modifier < 0 ? type.sqlName() : withModifier(type, modifier);
    }

    /** The name of a type in SQL. */
    static String format(SqlType type) {
        return format(oid(type), modifier(type));
    }

    private static String withModifier(Type type, int modifier) {
        int packed = modifier - TYPMOD_HEADER;
        return switch (type.name()) {
            case "bpchar", "varchar" -> type.sqlName() + "(" + packed + ")";
            case "numeric" ->
                "numeric(" + (packed >> PRECISION_SHIFT) + "," + (packed & ((1 << PRECISION_SHIFT) - 1)) + ")";
            case "time", "timestamp", "timestamptz" ->
                type.sqlName().replaceFirst("(time(?:stamp)?)", "$1(" + modifier + ")");
            default -> type.sqlName();
        };
    }

    /** Arrays are types, too. */
    static List<Type> arrays() {
        List<Type> arrays = new ArrayList<>();
        for (Type type : ALL) {
            if (type.array() != 0) {
                arrays.add(new Type(type.array(), 0, "_" + type.name(), type.sqlName() + "[]", -1, "A"));
            }
        }
        return arrays;
    }
}
