/* SPDX-License-Identifier: Apache-2.0 */
/** Tests with several real processes on one file. */
package io.blazedb.storage.process;
