/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An enumerated type: labels in their order, each with the number that stands for it in rows and keys. Numbers rise with the labels and
 * leave room between them, so that a label added in the middle changes no row. Immutable.
 */
public final class EnumLabels {
    /** As many as PostgreSQL's names have bytes. */
    public static final int LABEL_BYTES_MAX = 63;

    /** Distance of labels that are declared one after the other: in between there is room for forty halvings. */
    private static final long DISTANCE = 1L << 40;

    private static final int LABELS_MAX = 1 << 20;

    private final String schema;
    private final String name;
    private final List<Label> labels;
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<Long, String> texts = new HashMap<>();

    /** A label and its number. */
    public record Label(String text, long number) {}

    public EnumLabels(String schema, String name, List<Label> labels) {
        this.schema = schema;
        this.name = name;
        this.labels = List.copyOf(labels);
        for (Label label : labels) {
            numbers.put(label.text(), label.number());
            texts.put(label.number(), label.text());
        }
    }

    /** A new type with these labels. */
    public static EnumLabels declared(String schema, String name, List<String> texts) {
        List<Label> labels = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            if (!seen.add(text)) {
                throw new BlazeSqlException(
                        SqlErrorCode.UNIQUE_VIOLATION, "enum label \"" + text + "\" used more than once");
            }
            labels.add(new Label(requireFits(text), labels.size() * DISTANCE));
        }
        requireFew(labels);
        return new EnumLabels(schema, name, labels);
    }

    public String schema() {
        return schema;
    }

    public String name() {
        return name;
    }

    public List<Label> labels() {
        return labels;
    }

    public boolean has(String text) {
        return numbers.containsKey(text);
    }

    /** The number of a label. */
    public long number(String text) {
        Long number = numbers.get(text);
        if (number == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_TEXT, "invalid input value for enum " + name + ": \"" + text + "\"");
        }
        return number;
    }

    /** The label of a number. */
    public String text(long number) {
        String text = texts.get(number);
        if (text == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_BINARY, "invalid internal value for enum " + name + ": " + number);
        }
        return text;
    }

    /**
     * The type with one more label.
     *
     * @param neighbor the label it stands beside; null for the end
     * @param before whether it stands before that one
     */
    public EnumLabels with(String text, @Nullable String neighbor, boolean before) {
        int at = labels.size();
        if (neighbor != null) {
            at = position(neighbor) + (before ? 0 : 1);
        }
        List<Label> more = new ArrayList<>(labels);
        more.add(at, new Label(requireFits(text), numberAt(at)));
        requireFew(more);
        return new EnumLabels(schema, name, more);
    }

    private long numberAt(int position) {
        if (labels.isEmpty()) {
            return 0;
        }
        if (position == 0) {
            return labels.get(0).number() - DISTANCE;
        }
        long low = labels.get(position - 1).number();
        if (position == labels.size()) {
            return low + DISTANCE;
        }
        long high = labels.get(position).number();
        if (high - low < 2) {
            throw new BlazeSqlException(
                    SqlErrorCode.LIMIT_EXCEEDED,
                    "no more labels can be added between \""
                            + labels.get(position - 1).text() + "\" and \""
                            + labels.get(position).text() + "\" of enum " + name);
        }
        return low + (high - low) / 2;
    }

    /** The type with another text for a label, which rows that have it show from then on. */
    public EnumLabels renamed(String from, String to) {
        int at = position(from);
        if (has(to)) {
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_OBJECT, "enum label \"" + to + "\" already exists");
        }
        List<Label> changed = new ArrayList<>(labels);
        changed.set(at, new Label(requireFits(to), labels.get(at).number()));
        return new EnumLabels(schema, name, changed);
    }

    /** The same labels under another name of the type. */
    public EnumLabels named(String newName) {
        return new EnumLabels(schema, newName, labels);
    }

    /** Whether it is the same type, maybe with other labels. */
    public boolean isSameType(EnumLabels other) {
        return schema.equals(other.schema) && name.equals(other.name);
    }

    private int position(String text) {
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).text().equals(text)) {
                return i;
            }
        }
        throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "\"" + text + "\" is not an existing enum label");
    }

    private static String requireFits(String text) {
        if (text.isEmpty() || Coercions.utf8(text).length > LABEL_BYTES_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_NAME,
                    "invalid enum label \"" + text + "\": labels must have 1 to " + LABEL_BYTES_MAX + " bytes");
        }
        return text;
    }

    private static void requireFew(List<Label> labels) {
        if (labels.size() > LABELS_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.LIMIT_EXCEEDED, "an enum can have at most " + LABELS_MAX + " labels");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EnumLabels that && isSameType(that) && labels.equals(that.labels);
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + name.hashCode();
    }

    /** Tells this state of the type from others. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(schema).append('.').append(name).append('(');
        labels.forEach(label ->
                text.append(label.text()).append('=').append(label.number()).append(','));
        return text.append(')').toString();
    }
}
