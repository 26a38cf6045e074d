/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.sync.identity.Group;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.local.Offer;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code group}: the app groups of this home directory, and how others join them. */
@Command(
        name = "group",
        description = "App groups: which apps, on which devices, may find and attach each other.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example, to bring an app to another device:",
            "  here    blazedb group invite com.acme.suite --hub hub.acme.com:7654",
            "  there   blazedb group join"
        })
final class GroupCommand implements Runnable {
    private final CliOutput output;

    GroupCommand(CliOutput output) {
        this.output = output;
    }

    /** Without a subcommand: list. */
    @Override
    public void run() {
        list(new HomeOption());
    }

    @Command(
            name = "create",
            description = "Create a group with this user as its owner. (An app that names a new group creates it too.)",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "GROUP", description = "A name such as com.acme.suite.") String name,
            @Mixin HomeOption home) {
        Home opened = home.open();
        if (opened.findGroup(name).isPresent()) {
            throw new CliException("group " + name + " exists already");
        }
        output.out().println("group " + name + "  " + opened.group(name).id());
        return 0;
    }

    @Command(
            name = "invite",
            description = {
                "Print an invitation to a group that was created here.",
                "Whoever has it can join, so send it as you would send a password."
            },
            mixinStandardHelpOptions = true)
    int invite(
            @Parameters(paramLabel = "GROUP", description = "The group.") String name,
            @Option(names = "--hub", paramLabel = "HOST:PORT", defaultValue = "", description = "The hub to meet at.")
                    String hub,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "30",
                            description = "How long it can be used (default: 30).")
                    int days,
            @Mixin HomeOption home) {
        if (days < 1) {
            throw new CliException("--days must be at least 1");
        }
        output.out().println(home.open().invite(name, hub, Duration.ofDays(days)));
        output.note(String.format(Locale.ROOT, "Valid for %d days. It is a secret: whoever has it can join.", days));
        return 0;
    }

    @Command(
            name = "join",
            description = "Join a group by an invitation, from a prompt or standard input.",
            mixinStandardHelpOptions = true)
    int join(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "TOKEN",
                            description = "The invitation; better left out, because other users can see command lines.")
                    @Nullable
                    String token,
            @Mixin HomeOption home)
            throws IOException {
        Group group = home.open().join(token != null ? token : readToken());
        output.out().println("joined " + group.name() + (group.hub().isEmpty() ? "" : ", hub " + group.hub()));
        output.out().println("owner  " + group.ownerId());
        return 0;
    }

    private static String readToken() throws IOException {
        Console console = CliOutput.console();
        String line = console != null
                ? console.readLine("Invitation: ")
                : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isBlank()) {
            throw new CliException("no invitation given");
        }
        return line;
    }

    @Command(
            name = "list",
            description = {
                "List the groups known here, the databases that their apps publish on this device,",
                "running or not, and what of them is granted to whom."
            },
            mixinStandardHelpOptions = true)
    int list(@Mixin HomeOption home) {
        Home opened = home.open();
        List<Announcement> announced = new ArrayList<>(Announcement.list(opened));
        announced.sort(Comparator.comparing(Announcement::app).thenComparing(Announcement::database));
        for (Group group : opened.groups()) {
            output.out()
                    .println(group.name() + "  "
                            + (group.isCreator() ? "created here" : "joined, owner " + group.ownerId())
                            + (group.hub().isEmpty() ? "" : ", hub " + group.hub()));
            List<Announcement> members = announced.stream()
                    .filter(app -> app.group().equals(group.name()))
                    .toList();
            members.forEach(app -> print(opened, app));
            if (members.isEmpty()) {
                output.out().println("  No app has published anything to it on this device yet.");
            }
        }
        if (opened.groups().isEmpty()) {
            output.note("No groups. An app makes one by naming it (property appGroup), or: blazedb group create NAME");
        }
        return 0;
    }

    private void print(Home home, Announcement app) {
        output.out().println("  " + app.source() + "  " + (app.isRunning() ? "running" : "not running"));
        List<Offer> offers = Offer.of(home, app);
        for (Offer offer : offers) {
            List<String> grantees = new ArrayList<>();
            offer.grantees().forEach(grantee -> grantees.add(grantee.toString()));
            output.out().println("    " + offer.publication() + "  to " + String.join(", ", grantees));
        }
        if (offers.isEmpty()) {
            output.out().println("    nothing is granted at present");
        }
    }
}
