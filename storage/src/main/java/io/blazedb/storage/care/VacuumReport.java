/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

/**
 * What became of the size of a file.
 *
 * @param bytesBefore size before
 * @param bytesAfter size now
 * @param movedBytes bytes of pages that were written again further ahead in the file
 */
public record VacuumReport(long bytesBefore, long bytesAfter, long movedBytes) {}
