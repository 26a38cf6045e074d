/* SPDX-License-Identifier: Apache-2.0 */
/** The databases that are compared, each over plain JDBC; imports nothing of BlazeDB. Read {@link io.blazedb.bench.peer.Peer} first. */
@NullMarked
package io.blazedb.bench.peer;

import org.jspecify.annotations.NullMarked;
