/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of frames and records. */
package io.blazedb.storage.log;
