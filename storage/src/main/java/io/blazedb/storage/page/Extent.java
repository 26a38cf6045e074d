/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

/**
 * Adjacent pages of the file.
 *
 * @param firstPage number of the first page
 * @param pages how many
 */
public record Extent(long firstPage, int pages) {}
