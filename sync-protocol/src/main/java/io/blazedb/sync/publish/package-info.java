/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What leaves a database, and who may have it: grants, audit, projections and the logs of channels. Imports subscription, session, identity, the SQL engine and the
 * store. Read {@link io.blazedb.sync.publish.Publisher} first.
 */
@NullMarked
package io.blazedb.sync.publish;

import org.jspecify.annotations.NullMarked;
