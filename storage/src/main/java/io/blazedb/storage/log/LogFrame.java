/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import org.jspecify.annotations.Nullable;

/**
 * A frame that authenticated.
 *
 * @param header its header
 * @param plain its opened content
 * @param link the next segment, if the frame is a link
 * @param after the place behind it: in the next segment, if the frame is a link
 */
record LogFrame(FrameHeader header, byte[] plain, @Nullable Segment link, LogPosition after) {}
