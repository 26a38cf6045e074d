/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/** Tells expressions that may be stored in an index from those whose value depends on more than the row. */
final class Immutability {
    /** Functions that give what the session, the clock or chance says, beside those that Calcite knows as such. */
    private static final Set<String> CHANGING = Set.of(
            "now",
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp",
            "statement_timestamp",
            "transaction_timestamp",
            "clock_timestamp",
            "timeofday",
            "random",
            "rand",
            "rand_integer",
            "gen_random_uuid",
            "random_uuid",
            "uuid",
            "uuidv4",
            "uuidv7",
            "nextval",
            "currval",
            "lastval",
            "setval",
            "next_value",
            "current_value",
            "current_user",
            "session_user",
            "system_user",
            "user",
            "current_role",
            "current_app",
            "current_catalog",
            "current_database",
            "current_schema",
            "current_schemas",
            "current_setting",
            "set_config",
            "pg_backend_pid",
            "version");

    /** Of those, the ones that say who asks and where: for one who asks they stay what they are. */
    private static final Set<String> OF_WHO_ASKS = Set.of(
            "current_user",
            "session_user",
            "system_user",
            "user",
            "current_role",
            "current_app",
            "current_catalog",
            "current_database",
            "current_schema",
            "current_schemas",
            "version");

    private Immutability() {}

    static boolean isImmutable(RexNode expression) {
        return changing(expression, Set.of()) == null;
    }

    /** Name of a function whose value changes although neither the row nor who asks does, or null if there is none. */
    static @Nullable String changingByItself(RexNode expression) {
        return changing(expression, OF_WHO_ASKS);
    }

    private static @Nullable String changing(RexNode expression, Set<String> but) {
        try {
            expression.accept(new RexVisitorImpl<Void>(true) {
                @Override
                public Void visitCall(RexCall call) {
                    String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
                    boolean changes = !call.getOperator().isDeterministic()
                            || call.getOperator().isDynamicFunction()
                            || CHANGING.contains(name);
                    if (changes && !but.contains(name)) {
                        throw new Util.FoundOne(call.getOperator().getName());
                    }
                    return super.visitCall(call);
                }
            });
            return null;
        } catch (Util.FoundOne found) {
            return String.valueOf(found.getNode());
        }
    }
}
