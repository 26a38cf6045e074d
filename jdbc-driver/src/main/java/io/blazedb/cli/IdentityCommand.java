/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.identity.SigningKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code identity}: who this user and the apps used here are. */
@Command(
        name = "identity",
        description = "Who this user is towards other apps and devices.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  blazedb identity show"})
final class IdentityCommand implements Callable<Integer> {
    private final CliOutput output;

    IdentityCommand(CliOutput output) {
        this.output = output;
    }

    /** Without a subcommand: show. */
    @Override
    public Integer call() {
        return show(new HomeOption());
    }

    @Command(
            name = "show",
            description =
                    "Print the user's id, which others name in hub:// addresses and grants, and the apps used here.",
            mixinStandardHelpOptions = true)
    int show(@Mixin HomeOption home) {
        Home opened = home.open();
        output.out().println("user  " + opened.userId());
        List<AppIdentity> apps = opened.apps();
        int width = apps.stream().mapToInt(app -> app.name().length()).max().orElse(0);
        for (AppIdentity app : apps) {
            output.out()
                    .println("app   " + app.name()
                            + " ".repeat(width - app.name().length() + 2)
                            + SigningKey.fingerprint(app.signingKey().publicKey()));
        }
        output.out().println("home  " + opened.directory());
        return 0;
    }
}
