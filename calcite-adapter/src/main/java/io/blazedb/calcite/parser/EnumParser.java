/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command.EnumChange;
import java.util.List;

/** Reads CREATE TYPE ... AS ENUM and ALTER TYPE behind their first words. */
final class EnumParser {
    private final TokenReader in;

    EnumParser(TokenReader in) {
        this.in = in;
    }

    Command create() {
        List<String> name = in.qualifiedName();
        if (!in.accept("as", "enum")) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "only enumerated types can be created: CREATE TYPE name AS ENUM");
        }
        in.expectSymbol("(");
        List<String> labels = in.peek().isSymbol(")") ? List.of() : in.list(in::string);
        in.expectSymbol(")");
        return new Command.CreateEnum(name, labels);
    }

    Command alter() {
        return new Command.AlterEnum(in.qualifiedName(), change());
    }

    private EnumChange change() {
        if (in.accept("rename", "to")) {
            return new EnumChange.Rename(in.name());
        }
        if (in.accept("rename", "value")) {
            String label = in.string();
            in.expect("to");
            return new EnumChange.RenameValue(label, in.string());
        }
        if (!in.accept("add", "value")) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "ALTER TYPE adds and renames values and renames types; \""
                            + in.peek().text() + "\" is not supported");
        }
        boolean ifNotExists = in.accept("if", "not", "exists");
        String label = in.string();
        boolean before = in.accept("before");
        return new EnumChange.AddValue(label, ifNotExists, before || in.accept("after") ? in.string() : null, before);
    }
}
