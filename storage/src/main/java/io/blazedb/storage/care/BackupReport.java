/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

/**
 * A copy that was made and verified.
 *
 * @param sequence the commit that it holds everything up to
 * @param bytes size of the copy
 * @param copiedBytes bytes of pages that were written
 * @param keptBytes bytes of pages that an unfinished copy had already
 */
public record BackupReport(long sequence, long bytes, long copiedBytes, long keptBytes) {}
