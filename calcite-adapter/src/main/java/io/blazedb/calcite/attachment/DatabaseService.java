/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.storage.Registration;

/** Something that runs beside an open main database, such as its publisher; found by ServiceLoader, started with the first engine on it. */
public interface DatabaseService {

    /** Starts the service; it must return quickly. */
    Registration start(SqlEngine engine);
}
