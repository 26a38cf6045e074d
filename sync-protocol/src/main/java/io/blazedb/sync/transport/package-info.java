/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Frames over TLS 1.3: the only package that knows Netty. It decides nothing about what frames mean. Imports wire, crypto.channel and
 * error. Read {@link io.blazedb.sync.transport.FrameLink} first.
 */
@NullMarked
package io.blazedb.sync.transport;

import org.jspecify.annotations.NullMarked;
