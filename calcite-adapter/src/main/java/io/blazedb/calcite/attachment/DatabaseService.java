/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.storage.Registration;

/** Something that runs beside an open main database, such as its publisher; found by ServiceLoader, started with the first engine on it. */
public interface DatabaseService {

    /** A service that runs. */
    interface Running extends Registration {

        /**
         * Publications or grants were changed by a transaction of this JVM that is committed. What others may do from then on must be
         * possible when this returns; so the statement does not return before.
         */
        default void publishingChanged() {}
    }

    /** Starts the service; it must return quickly. */
    Running start(SqlEngine engine);
}
