/* SPDX-License-Identifier: Apache-2.0 */
/** The simulation kit: a disk that fails, tears, drops and reorders, from a seed. Read {@link io.blazedb.storage.sim.SimulatedFile} first. */
@NullMarked
package io.blazedb.storage.sim;

import org.jspecify.annotations.NullMarked;
