/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.types.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query that the owner of a served database answers.
 *
 * @param sql the text, with a question mark for each parameter
 * @param parameterTypes types of the parameters
 * @param parameters internal values
 * @param resultTypes types of the columns that come back
 */
public record RemoteQuery(
        String sql, List<SqlType> parameterTypes, @Nullable Object[] parameters, List<SqlType> resultTypes) {}
