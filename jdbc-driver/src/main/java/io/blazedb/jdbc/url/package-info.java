/* SPDX-License-Identifier: Apache-2.0 */
/** The URL's grammar and every connection property. Read {@link io.blazedb.jdbc.url.JdbcUrl} first. */
@NullMarked
package io.blazedb.jdbc.url;

import org.jspecify.annotations.NullMarked;
