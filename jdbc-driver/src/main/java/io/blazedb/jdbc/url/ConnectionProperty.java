/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.url;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every key of the URL and of the connection properties, in the order in which tools show them. */
public enum ConnectionProperty {
    PASSWORD("password", null, "Passphrase of the user's key slot; required for a file unless keyFile is given."),
    KEY_FILE("keyFile", null, "File whose bytes (32 or more) unlock a key slot instead of a passphrase."),
    USER("user", "owner", "Database user; the creator of a database is its owner."),
    CREATE("create", "true", "Create the file when it does not exist.", "true", "false"),
    READ_ONLY("readOnly", "false", "Open read-only.", "true", "false"),
    SYNCHRONOUS(
            "synchronous",
            "full",
            "When a commit returns: full, after it is on disk; normal, after it is in the operating system; off.",
            "full",
            "normal",
            "off"),
    BUSY_TIMEOUT("busyTimeout", "5000", "Milliseconds to wait for another writer before SQLSTATE 55P03."),
    CACHE_SIZE("cacheSize", null, "Page cache of this process, such as 64MB; by default a share of the heap."),
    WORK_MEM(
            "workMem",
            null,
            "Memory for the rows that a statement holds, such as 64MB; more goes to sealed temporary files. By default a"
                    + " sixteenth of the heap; SET work_mem changes it."),
    EXPECT_AT_LEAST("expectAtLeast", null, "Refuse a file older than this anchor, as blaze.databases shows it."),
    ISOLATION(
            "isolation",
            "repeatable_read",
            "Isolation of new connections.",
            "read_committed",
            "repeatable_read",
            "serializable"),
    FILE_ACCESS("fileAccess", "true", "Whether the owner's COPY may read and write files.", "true", "false"),
    APP("app", null, "This application's name in its app group; by default the main class or jar name."),
    APP_GROUP("appGroup", null, "App group that this connection publishes to and attaches from; none by default."),
    HOME(
            "home",
            null,
            "Directory of identities and app groups; by default BLAZEDB_HOME, or .blazedb in the user's home.");

    /** Shorter keys are found in too many words. */
    private static final int PART_LENGTH_MIN = 4;

    private final String key;
    private final @Nullable String defaultValue;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> choices;

    ConnectionProperty(String key, @Nullable String defaultValue, String description, String... choices) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.description = description;
        this.choices = List.of(choices);
    }

    public String key() {
        return key;
    }

    /** The value that holds when the key is absent; null if it is computed or there is none. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    public String description() {
        return description;
    }

    /** The only values it takes; empty if it takes any. */
    public List<String> choices() {
        return choices;
    }

    public static Optional<ConnectionProperty> find(String key) {
        for (ConnectionProperty property : values()) {
            if (property.key.equals(key)) {
                return Optional.of(property);
            }
        }
        return Optional.empty();
    }

    /** The key that a wrong one was probably meant to be. */
    public static Optional<ConnectionProperty> nearest(String key) {
        String wanted = key.toLowerCase(Locale.ROOT);
        ConnectionProperty best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (ConnectionProperty property : values()) {
            String known = property.key.toLowerCase(Locale.ROOT);
            // A key with something before or behind it is as near as one wrong letter.
            boolean contained = wanted.length() > PART_LENGTH_MIN && wanted.contains(known);
            int distance = contained ? 1 : editDistance(wanted, known);
            if (distance < bestDistance) {
                best = property;
                bestDistance = distance;
            }
        }
        return best != null && bestDistance <= Math.max(1, key.length() / 3) ? Optional.of(best) : Optional.empty();
    }

    private static int editDistance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
