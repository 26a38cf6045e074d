/* SPDX-License-Identifier: Apache-2.0 */
/** What Liquibase must know of BlazeDB. Found by itself. */
package io.blazedb.integrations.liquibase;
