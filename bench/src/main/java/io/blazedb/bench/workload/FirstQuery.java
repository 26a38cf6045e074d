/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import io.blazedb.bench.peer.Peers;
import java.nio.file.Path;

/** The main class of the process of {@link AttachedJoinWorkload} in which nothing is compiled or cached yet. */
final class FirstQuery {

    private FirstQuery() {}

    public static void main(String[] args) throws Exception {
        System.out.println(AttachedJoinWorkload.firstQueries(Peers.find(args[0]).orElseThrow(), Path.of(args[1])));
        System.out.flush();
        // A library's thread must not keep the process alive.
        System.exit(0);
    }
}
