/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.parser.ColumnNames;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What SET, RESET and SHOW work on: the state of the session by the names of PostgreSQL, and free settings with a dot in their name. */
final class SessionSettings {
    private static final String DEFAULT_ISOLATION = "default_transaction_isolation";
    private static final String HUB = "hub";
    private static final String AUDIT = "audit";
    private static final String AUDIT_KEEP = "audit_keep";
    private static final String ALL = "all";
    private static final Pattern AUDIT_ENTRIES = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern HOST_AND_PORT = Pattern.compile(".+:[0-9]{1,5}");
    private static final String DEFAULT_READ_ONLY = "default_transaction_read_only";

    /** Settings of PostgreSQL that clients make, about what there is not here, with what they say when nobody made them. */
    private static final Map<String, String> WITHOUT_EFFECT = Map.ofEntries(
            Map.entry("backslash_quote", "safe_encoding"),
            Map.entry("check_function_bodies", "on"),
            Map.entry("client_min_messages", "notice"),
            Map.entry("default_table_access_method", "heap"),
            Map.entry("default_tablespace", ""),
            Map.entry("escape_string_warning", "on"),
            Map.entry("extra_float_digits", "1"),
            Map.entry("idle_in_transaction_session_timeout", "0"),
            Map.entry("jit", "off"),
            Map.entry("lock_timeout", "0"),
            Map.entry("synchronize_seqscans", "on"),
            Map.entry("xmloption", "content"));

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(us|ms|s|min|h|d)?");

    private final Map<String, String> free = new TreeMap<>();
    private final long workMemoryDefault;
    private long statementTimeoutMillis;
    private long workMemoryBytes;
    private String applicationName = "";

    /**
     * Settings of a new session.
     *
     * @param workMemoryBytes what a statement may hold in memory unless SET says otherwise
     */
    SessionSettings(long workMemoryBytes) {
        this.workMemoryDefault = workMemoryBytes;
        this.workMemoryBytes = workMemoryBytes;
    }

    /** Every setting in force, by name. */
    Map<String, String> values(SqlSession session) {
        Map<String, String> values = new TreeMap<>(WITHOUT_EFFECT);
        values.putAll(free);
        values.put("bytea_output", "hex");
        values.put("datestyle", "ISO, YMD");
        values.put("intervalstyle", "postgres");
        values.put("server_encoding", "UTF8");
        values.put("server_version", "16.0");
        values.put("server_version_num", "160000");
        values.put("standard_conforming_strings", "on");
        values.put("statement_timeout", statementTimeoutMillis + "ms");
        values.put("application_name", applicationName);
        values.put("client_encoding", "UTF8");
        values.put("database", session.currentDatabase());
        String hub = stored(session, HUB);
        if (hub != null) {
            values.put(HUB, hub);
        }
        String audit = stored(session, AUDIT);
        values.put(AUDIT, audit == null ? "statement" : audit);
        String kept = stored(session, AUDIT_KEEP);
        values.put(AUDIT_KEEP, kept == null ? ALL : kept);
        values.put(DEFAULT_ISOLATION, name(session.isolation()));
        values.put(DEFAULT_READ_ONLY, session.isReadOnly() ? "on" : "off");
        values.put("role", session.roles().shown());
        values.put("row_security", session.roles().isFiltering() ? "on" : "off");
        values.put("schema", session.currentSchema());
        values.put(
                "search_path",
                String.join(
                        ", ",
                        session.searchPath().stream().map(ColumnNames::quoted).toList()));
        values.put("timezone", "UTC");
        values.put("transaction_isolation", name(session.isolation()));
        values.put("transaction_read_only", session.transaction().isReadOnlyNow() ? "on" : "off");
        values.put(MemoryAccount.SETTING, MemorySize.text(workMemoryBytes));
        return values;
    }

    /** SET; null sets back to the default. */
    void set(SqlSession session, String name, @Nullable String value) {
        switch (name) {
            case "schema", "search_path" -> session.setSearchPath(value == null ? List.of("public") : schemas(value));
            case "all" -> reset(session);
            case "database" -> session.setCurrentDatabase(value == null ? "main" : value);
            case DEFAULT_ISOLATION, "transaction_isolation" ->
                session.setIsolation(value == null ? IsolationLevel.SNAPSHOT : isolation(value));
            case DEFAULT_READ_ONLY -> session.setReadOnly(value != null && isOn(value));
            case "application_name" -> applicationName = value == null ? "" : value;
            case "row_security" -> session.roles().setFiltering(value == null || isOn(value));
            case "timezone" -> requireOnly(name, value, "utc", "gmt", "z", "etc/utc");
            case HUB -> setHub(session, value);
            case AUDIT -> setAudit(session, value);
            case AUDIT_KEEP -> setAuditKeep(session, value);
            case "client_encoding" -> requireOnly(name, value, "utf8", "utf-8", "unicode");
            case "statement_timeout" -> statementTimeoutMillis = value == null ? 0 : millis(value);
            case MemoryAccount.SETTING -> workMemoryBytes = value == null ? workMemoryDefault : MemorySize.parse(value);
            case "standard_conforming_strings" -> requireOnly(name, value, "on", "true", "1");
            case "bytea_output" -> requireOnly(name, value, "hex");
            case "datestyle" -> requireOnly(name, value, "iso", "iso, mdy", "iso, dmy", "iso, ymd");
            case "intervalstyle" -> requireOnly(name, value, "postgres");
            default -> {
                if (name.indexOf('.') < 0 && !WITHOUT_EFFECT.containsKey(name)) {
                    throw unknown(name);
                }
                if (value == null) {
                    free.remove(name);
                } else {
                    free.put(name, value);
                }
            }
        }
    }

    /** A setting that was made with a name of the user's own; null if there is none. */
    @Nullable
    String own(String name) {
        return free.get(name);
    }

    String show(SqlSession session, String name) {
        String value = values(session).get(name.equals("transaction.isolation.level") ? "transaction_isolation" : name);
        if (value == null) {
            throw unknown(name);
        }
        return value;
    }

    /** How long a statement may take in milliseconds; 0 for no limit. */
    long statementTimeoutMillis() {
        return statementTimeoutMillis;
    }

    /** What a statement may hold in memory. */
    long workMemoryBytes() {
        return workMemoryBytes;
    }

    /** RESET ALL. */
    private void reset(SqlSession session) {
        free.clear();
        applicationName = "";
        statementTimeoutMillis = 0;
        session.roles().reset();
        workMemoryBytes = workMemoryDefault;
        session.setCurrentDatabase("main");
        session.setCurrentSchema("public");
    }

    /** The schemas of a search path that are not the user's own or the system's. */
    private static List<String> schemas(String path) {
        List<String> schemas = new ArrayList<>();
        for (String schema : path.split(",")) {
            String name = schema.strip().replace("\"", "");
            if (!name.equals("$user") && !name.equals("pg_catalog") && !name.isEmpty()) {
                schemas.add(name);
            }
        }
        return schemas.isEmpty() ? List.of("public") : schemas;
    }

    private static long millis(String value) {
        Matcher matcher = DURATION.matcher(value.strip());
        if (!matcher.matches()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "expected milliseconds, or a number with a unit");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2) == null ? "ms" : matcher.group(2)) {
            case "us" -> number / 1_000;
            case "s" -> number * 1_000;
            case "min" -> number * 60_000;
            case "h" -> number * 3_600_000;
            case "d" -> number * 86_400_000;
            default -> number;
        };
    }

    /** Kept in the database, whoever opens it: sync reads it there. */
    private static void setHub(SqlSession session, @Nullable String value) {
        if (value != null && !HOST_AND_PORT.matcher(value).matches()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "expected SET hub = 'HOST:PORT'");
        }
        store(session, HUB, value);
    }

    /** What the owner records of queries it answers: each statement, or counts for each session. */
    private static void setAudit(SqlSession session, @Nullable String value) {
        requireOnly(AUDIT, value, "statement", "session");
        store(session, AUDIT, value == null ? null : value.toLowerCase(Locale.ROOT));
    }

    /** How many entries the audit log keeps at least; older ones leave it. */
    private static void setAuditKeep(SqlSession session, @Nullable String value) {
        boolean all = value == null || value.equalsIgnoreCase(ALL);
        if (!all && !AUDIT_ENTRIES.matcher(value).matches()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "expected a number of entries, or SET audit_keep = 'all'");
        }
        store(session, AUDIT_KEEP, all ? null : value);
    }

    private static void store(SqlSession session, String name, @Nullable String value) {
        session.requireSuperuser("SET " + name);
        try (WriteTransaction transaction = session.engine().store().beginWrite(IsolationLevel.SNAPSHOT)) {
            new CatalogWriter(transaction).putSetting(name, value);
            transaction.commit();
        }
    }

    private static @Nullable String stored(SqlSession session, String name) {
        try (ReadTransaction read = session.engine().store().beginRead()) {
            return session.engine().catalog().view(read).setting(name);
        }
    }

    private static void requireOnly(String name, @Nullable String value, String... allowed) {
        if (value == null) {
            return;
        }
        for (String one : allowed) {
            if (one.equals(value.toLowerCase(Locale.ROOT))) {
                return;
            }
        }
        throw new BlazeSqlException(
                SqlErrorCode.FEATURE_NOT_SUPPORTED, "setting \"" + name + "\" cannot be changed to this value");
    }

    private static IsolationLevel isolation(String value) {
        return switch (value.toLowerCase(Locale.ROOT).replace('_', ' ')) {
            case "serializable" -> IsolationLevel.SERIALIZABLE;
            case "repeatable read", "snapshot" -> IsolationLevel.SNAPSHOT;
            case "read committed", "read uncommitted" -> IsolationLevel.READ_COMMITTED;
            default -> throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "no such isolation level: " + value);
        };
    }

    private static String name(IsolationLevel level) {
        return switch (level) {
            case READ_COMMITTED -> "read committed";
            case SNAPSHOT -> "repeatable read";
            case SERIALIZABLE -> "serializable";
        };
    }

    private static boolean isOn(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on", "true", "yes", "1" -> true;
            case "off", "false", "no", "0" -> false;
            default -> throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "expected on or off");
        };
    }

    private static BlazeSqlException unknown(String name) {
        return new BlazeSqlException(SqlErrorCode.UNDEFINED_OBJECT, "setting \"" + name + "\" does not exist");
    }
}
