/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import io.blazedb.bench.peer.Peer;
import io.blazedb.bench.workload.Measurement;
import io.blazedb.bench.workload.Workload;

/** One measurement: which round, of what, with whom. */
record Outcome(int round, Workload workload, Peer peer, Measurement measurement) {}
