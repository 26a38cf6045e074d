/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Attached databases that are replicas of what others publish. Imports apply, session, local, identity and the SQL engine's attachment interface. Read
 * {@link io.blazedb.sync.attach.ReplicaAttachment} first.
 */
@NullMarked
package io.blazedb.sync.attach;

import org.jspecify.annotations.NullMarked;
