/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.parser.SessionStatement.Direction;
import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.List;
import java.util.Set;

/** Reads statements about prepared statements, cursors and locks, behind their first words. */
final class SessionParser {
    /** The modes of LOCK that let others write. */
    private static final Set<String> SHARED_MODES = Set.of("access share", "row share", "row exclusive");

    private static final Set<String> EXCLUSIVE_MODES =
            Set.of("share update exclusive", "share", "share row exclusive", "exclusive", "access exclusive");

    private final TokenReader in;

    SessionParser(TokenReader in) {
        this.in = in;
    }

    SessionStatement prepare() {
        String name = in.name();
        List<String> types = List.of();
        if (in.acceptSymbol("(")) {
            types = in.list(in::textBefore);
            in.expectSymbol(")");
        }
        in.expect("as");
        return new SessionStatement.Prepare(name, types, in.rest());
    }

    SessionStatement execute() {
        String name = in.name();
        boolean none = in.peek().isSymbol("(") && in.peek(1).isSymbol(")");
        if (none) {
            in.next();
            in.next();
        }
        return new SessionStatement.Execute(name, !none && in.peek().isSymbol("(") ? in.parenthesized() : null);
    }

    SessionStatement deallocate() {
        if (in.sees("prepare") && in.peek(1).isName()) {
            in.next();
        }
        return new SessionStatement.Deallocate(in.accept("all") ? null : in.name());
    }

    SessionStatement lock() {
        in.accept("table");
        List<List<String>> tables = in.list(() -> {
            in.skipOnly();
            List<String> name = in.qualifiedName();
            in.acceptSymbol("*");
            return name;
        });
        boolean exclusive = true;
        if (in.accept("in")) {
            StringBuilder mode = new StringBuilder();
            while (in.peek().kind() == Kind.WORD && !in.sees("mode")) {
                mode.append(mode.isEmpty() ? "" : " ").append(in.next().text());
            }
            exclusive = EXCLUSIVE_MODES.contains(mode.toString());
            if (!exclusive && !SHARED_MODES.contains(mode.toString())) {
                throw in.unexpected("expected a mode, as in IN SHARE MODE");
            }
            in.expect("mode");
        }
        in.accept("nowait");
        return new SessionStatement.Lock(tables, exclusive);
    }

    SessionStatement declare() {
        String name = in.name();
        Boolean scroll = null;
        while (!in.accept("cursor")) {
            if (in.accept("no", "scroll")) {
                scroll = false;
            } else if (in.accept("scroll")) {
                scroll = true;
            } else if (!in.accept("binary") && !in.accept("asensitive")) {
                in.expect("insensitive");
            }
        }
        boolean hold = in.accept("with", "hold");
        if (!hold) {
            in.accept("without", "hold");
        }
        in.expect("for");
        return new SessionStatement.Declare(name, scroll, hold, in.rest());
    }

    SessionStatement fetch(boolean move) {
        Direction direction = Direction.FORWARD;
        long count = 1;
        if (in.accept("next") || in.accept("prior")) {
            direction = in.peek(-1).isWord("next") ? Direction.FORWARD : Direction.BACKWARD;
        } else if (in.accept("first") || in.accept("last")) {
            direction = Direction.ABSOLUTE;
            count = in.peek(-1).isWord("first") ? 1 : -1;
        } else if (in.accept("absolute") || in.accept("relative")) {
            direction = in.peek(-1).isWord("absolute") ? Direction.ABSOLUTE : Direction.RELATIVE;
            count = number();
        } else if (in.accept("all")) {
            count = Long.MAX_VALUE;
        } else if (in.accept("forward") || in.accept("backward")) {
            direction = in.peek(-1).isWord("forward") ? Direction.FORWARD : Direction.BACKWARD;
            count = in.accept("all") ? Long.MAX_VALUE : seesNumber() ? number() : 1;
        } else if (seesNumber()) {
            count = number();
        }
        if (!in.accept("from")) {
            in.accept("in");
        }
        return new SessionStatement.Fetch(in.name(), direction, count, move);
    }

    SessionStatement close() {
        return new SessionStatement.Close(in.accept("all") ? null : in.name());
    }

    private boolean seesNumber() {
        return in.peek().kind() == Kind.NUMBER
                || in.peek().isSymbol("-")
                || in.peek().isSymbol("+");
    }

    private long number() {
        boolean negative = in.acceptSymbol("-");
        if (!negative) {
            in.acceptSymbol("+");
        }
        long number = in.integer();
        return negative ? -number : number;
    }
}
