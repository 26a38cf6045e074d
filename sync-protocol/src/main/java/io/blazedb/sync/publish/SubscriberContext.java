/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.sync.identity.Credentials;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a publication's condition may know: who the subscriber is, and nothing that changes with time, because a row that leaves by the clock
 * alone is in no commit.
 */
record SubscriberContext(String user, String app) implements ExpressionContext {

    static SubscriberContext of(Credentials peer) {
        return new SubscriberContext(peer.userId(), peer.appName());
    }

    @Override
    public @Nullable Object parameter(int index) {
        throw unsupported("parameters");
    }

    @Override
    public Instant statementTime() {
        throw unsupported("the current time");
    }

    @Override
    public String currentDatabase() {
        return "main";
    }

    @Override
    public String currentSchema() {
        return "public";
    }

    private static BlazeSqlException unsupported(String what) {
        return new BlazeSqlException(
                SqlErrorCode.FEATURE_NOT_SUPPORTED, "a publication's condition cannot use " + what);
    }
}
