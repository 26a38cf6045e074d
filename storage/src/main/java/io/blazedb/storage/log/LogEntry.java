/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

/**
 * A record and where it was.
 *
 * @param record the record
 * @param bytes its length
 * @param before the place before its first frame
 * @param after the place behind its last frame
 */
public record LogEntry(LogRecord record, int bytes, LogPosition before, LogPosition after) {}
