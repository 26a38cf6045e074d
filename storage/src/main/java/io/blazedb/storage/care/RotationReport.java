/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

/**
 * A data key that took the place of another.
 *
 * @param generation the data key in use now
 * @param continued whether an earlier call had begun the rotation and not ended it
 * @param rewrittenBytes bytes of pages that were sealed again
 */
public record RotationReport(int generation, boolean continued, long rewrittenBytes) {}
