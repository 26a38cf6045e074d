/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command.SequenceOptions;
import io.blazedb.calcite.parser.SqlToken.Kind;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CREATE SEQUENCE and ALTER SEQUENCE behind their first words. */
final class SequenceParser {
    private final TokenReader in;
    private SqlType.@Nullable Name type;
    private @Nullable Long start;
    private @Nullable Long increment;
    private @Nullable Long min;
    private @Nullable Long max;
    private boolean noMin;
    private boolean noMax;
    private @Nullable Boolean cycle;
    private @Nullable List<String> ownedBy;
    private boolean restarts;
    private @Nullable Long restart;

    SequenceParser(TokenReader in) {
        this.in = in;
    }

    Command create() {
        boolean ifNotExists = in.accept("if", "not", "exists");
        List<String> name = in.qualifiedName();
        SequenceOptions options = options();
        if (restarts) {
            throw in.unexpected("a new sequence cannot RESTART");
        }
        return new Command.CreateSequence(name, ifNotExists, options);
    }

    Command alter() {
        boolean ifExists = in.accept("if", "exists");
        List<String> name = in.qualifiedName();
        if (in.accept("rename", "to")) {
            return new Command.MoveSequence(name, ifExists, null, in.name());
        }
        if (in.accept("set", "schema")) {
            return new Command.MoveSequence(name, ifExists, in.name(), null);
        }
        return new Command.AlterSequence(name, ifExists, options(), restarts, restart);
    }

    private SequenceOptions options() {
        while (in.peek().kind() == Kind.WORD) {
            option();
        }
        return new SequenceOptions(type, start, increment, min, noMin, max, noMax, cycle, ownedBy);
    }

    /** The first value of an identity column, whose options these are. */
    long identityStart() {
        options();
        long first = start == null ? 1 : start;
        boolean counts = (increment == null || increment == 1)
                && (min == null || min <= first)
                && (max == null || max >= first)
                && !Boolean.TRUE.equals(cycle);
        if (!counts || first < 1) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "an identity column that does not count by 1 from a positive number on is not supported;"
                            + " use DEFAULT nextval('sequence')");
        }
        in.end();
        return first;
    }

    private void option() {
        if (in.accept("as")) {
            type = TypeParser.parse(in).name();
        } else if (in.accept("increment")) {
            in.accept("by");
            increment = number();
        } else if (in.accept("sequence", "name")) {
            in.qualifiedName();
        } else if (in.acceptSymbol(",")) {
            option();
        } else if (in.accept("start")) {
            in.accept("with");
            start = number();
        } else if (in.accept("restart")) {
            restarts = true;
            if (in.accept("with")
                    || in.peek().kind() == Kind.NUMBER
                    || in.peek().isSymbol("-")) {
                restart = number();
            }
        } else if (in.accept("minvalue")) {
            min = number();
        } else if (in.accept("maxvalue")) {
            max = number();
        } else if (in.accept("no", "minvalue")) {
            noMin = true;
        } else if (in.accept("no", "maxvalue")) {
            noMax = true;
        } else if (in.accept("no", "cycle")) {
            cycle = false;
        } else if (in.accept("cycle")) {
            cycle = true;
        } else if (in.accept("cache")) {
            number();
        } else if (in.accept("owned", "by")) {
            if (!in.accept("none")) {
                ownedBy = in.qualifiedName();
                if (ownedBy.size() < 2) {
                    throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "OWNED BY wants table.column or NONE");
                }
            }
        } else {
            throw in.unexpected("expected an option of a sequence");
        }
    }

    private long number() {
        String sign = in.acceptSymbol("-") ? "-" : "";
        SqlToken token = in.peek();
        try {
            if (token.kind() == Kind.NUMBER) {
                long value = Long.parseLong(sign + token.text());
                in.next();
                return value;
            }
        } catch (NumberFormatException tooLarge) {
            throw in.unexpected("expected a number of at most 64 bits");
        }
        throw in.unexpected("expected a number");
    }
}
