/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A piece of a statement: text and smaller pieces in turns. Knows enough of itself to be made smaller. */
final class Sql {
    /** What may stand in a piece's place. */
    enum Kind {
        /** An expression of its type. */
        EXPRESSION,
        /** A constant of its type. */
        LITERAL,
        /** A query without parentheses. */
        QUERY,
        /** May be left out. */
        CLAUSE,
        /** Parts of which one must stay, with its separator as text. */
        LIST,
        /** Stays. */
        OTHER
    }

    private final Kind kind;
    private final @Nullable Type type;
    private final String separator;
    private final List<Object> parts;

    private Sql(Kind kind, @Nullable Type type, String separator, List<Object> parts) {
        this.kind = kind;
        this.type = type;
        this.separator = separator;
        this.parts = parts;
    }

    static Sql expression(Type type, Object... parts) {
        return new Sql(Kind.EXPRESSION, type, "", List.of(parts));
    }

    static Sql literal(Type type, String text) {
        return new Sql(Kind.LITERAL, type, "", List.of(text));
    }

    static Sql query(Object... parts) {
        return new Sql(Kind.QUERY, null, "", List.of(parts));
    }

    static Sql clause(Object... parts) {
        return new Sql(Kind.CLAUSE, null, "", List.of(parts));
    }

    static Sql other(Object... parts) {
        return new Sql(Kind.OTHER, null, "", List.of(parts));
    }

    static Sql list(String separator, List<?> parts) {
        return new Sql(Kind.LIST, null, separator, List.copyOf(parts));
    }

    Type type() {
        return java.util.Objects.requireNonNull(type);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        write(text, null);
        return text.toString();
    }

    /** The text with a cast parameter in place of each constant, whose text goes to {@code values}. */
    String parameterized(Consumer<Sql> values) {
        StringBuilder text = new StringBuilder();
        write(text, values);
        return text.toString();
    }

    private void write(StringBuilder text, @Nullable Consumer<Sql> values) {
        if (values != null && kind == Kind.LITERAL) {
            text.append("CAST(? AS ").append(type().sql()).append(')');
            values.accept(this);
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            text.append(i > 0 ? separator : "");
            if (parts.get(i) instanceof Sql piece) {
                piece.write(text, values);
            } else {
                text.append(parts.get(i));
            }
        }
    }

    /** The same with one piece each made smaller, the largest steps first. */
    List<Sql> smaller() {
        List<Sql> found = new ArrayList<>(replacements());
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Sql piece) {
                for (Sql replacement : piece.smaller()) {
                    found.add(with(i, replacement));
                }
            }
        }
        return found;
    }

    private List<Sql> replacements() {
        List<Sql> found = new ArrayList<>();
        switch (kind) {
            case CLAUSE -> {
                if (!parts.isEmpty()) {
                    found.add(clause());
                }
            }
            case LIST -> {
                for (int i = 0; parts.size() > 1 && i < parts.size(); i++) {
                    List<Object> rest = new ArrayList<>(parts);
                    rest.remove(i);
                    found.add(new Sql(kind, type, separator, rest));
                }
            }
            case EXPRESSION -> {
                if (!text().equals(type().simplest())) {
                    found.add(expression(type(), type().simplest()));
                }
                inner(found);
            }
            case QUERY -> inner(found);
            case LITERAL, OTHER -> {}
        }
        return found;
    }

    private void inner(List<Sql> found) {
        for (Object part : parts) {
            if (part instanceof Sql piece) {
                if (piece.type == type
                        && (kind == Kind.QUERY) == (piece.kind == Kind.QUERY)
                        && (type != null || kind == piece.kind)) {
                    found.add(piece);
                } else {
                    piece.descend(this, found);
                }
            }
        }
    }

    private void descend(Sql sought, List<Sql> found) {
        for (Object part : parts) {
            if (part instanceof Sql piece) {
                if (piece.type == sought.type && (sought.type != null || piece.kind == sought.kind)) {
                    found.add(piece);
                } else {
                    piece.descend(sought, found);
                }
            }
        }
    }

    private Sql with(int index, Sql replacement) {
        List<Object> changed = new ArrayList<>(parts);
        changed.set(index, replacement);
        return new Sql(kind, type, separator, changed);
    }

    @Override
    public String toString() {
        return text();
    }
}
