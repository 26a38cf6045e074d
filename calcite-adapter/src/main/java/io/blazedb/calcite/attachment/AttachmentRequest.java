/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import java.util.Map;

/**
 * What ATTACH asks for.
 *
 * @param alias name of the attached database in SQL
 * @param source the source string
 * @param namespace catalog namespace of the main store that a replica's tables go to
 * @param writable whether READ_WRITE was asked for
 * @param predicates the subscriber's own conditions by table name; the empty name for all tables
 * @param resumed whether the attachment existed before and its replica may hold data
 */
public record AttachmentRequest(
        String alias,
        String source,
        int namespace,
        boolean writable,
        Map<String, String> predicates,
        boolean resumed) {}
