/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The command line: one class per command of {@code ./blazedb}, on top of java.sql and the client API. Start reading at
 * {@link io.blazedb.cli.BlazeCommand}, which lists the commands.
 */
@NullMarked
package io.blazedb.cli;

import org.jspecify.annotations.NullMarked;
