/* SPDX-License-Identifier: Apache-2.0 */
/** What Hibernate must know of BlazeDB. Found by itself. */
package io.blazedb.integrations.hibernate;
