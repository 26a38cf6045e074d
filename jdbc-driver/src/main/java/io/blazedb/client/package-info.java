/* SPDX-License-Identifier: Apache-2.0 */
/** A Java API for programs that would rather not speak JDBC. Read {@link io.blazedb.client.BlazeDatabase} first. */
@NullMarked
package io.blazedb.client;

import org.jspecify.annotations.NullMarked;
