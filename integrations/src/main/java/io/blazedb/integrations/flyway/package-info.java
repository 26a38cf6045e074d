/* SPDX-License-Identifier: Apache-2.0 */
/** BlazeDB for Flyway, which takes no database that it does not know. Found by itself. */
package io.blazedb.integrations.flyway;
