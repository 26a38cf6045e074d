/* SPDX-License-Identifier: Apache-2.0 */
/** How other databases come beside the main one: the SPI that sync implements. Read {@link io.blazedb.calcite.attachment.AttachmentSource} first. */
@NullMarked
package io.blazedb.calcite.attachment;

import org.jspecify.annotations.NullMarked;
