/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Applications that use BlazeDB, each with a main class of its own, as small as they can be and still do their job. Read {@link
 * io.blazedb.examples.Hr} first; package demo starts them all and shows what they prove.
 */
@NullMarked
package io.blazedb.examples;

import org.jspecify.annotations.NullMarked;
