/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the processes that have a file open share: sequences, locks, readers, wake-ups. The one door to the lock file and to
 * Unix-domain sockets. Imports file; imported by checkpoint and above. Read {@link io.blazedb.storage.process.SharedState} first.
 */
@NullMarked
package io.blazedb.storage.process;

import org.jspecify.annotations.NullMarked;
