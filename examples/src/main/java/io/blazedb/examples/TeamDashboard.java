/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import io.blazedb.client.BlazeDatabase;
import java.nio.file.Path;

/** The team's bugs on another device. It meets BugTracker at a hub that cannot read what it carries, and works offline too. */
public final class TeamDashboard {
    private TeamDashboard() {}

    public static void main(String[] args) throws Exception {
        try (BlazeDatabase database = Suite.open(Path.of(args[0]), "team", "TeamDashboard", Suite.ACME)) {
            new Control()
                    .on("attach", arguments -> attach(database, arguments.get(0), arguments.get(1)))
                    .on("query", arguments -> Suite.lines(database.sql(arguments.get(0))))
                    .serve();
        }
    }

    private static String attach(BlazeDatabase database, String hub, String owner) {
        database.attach("hub://" + hub + "/" + owner + "/BugTracker/bugs", "bugs");
        return "";
    }
}
