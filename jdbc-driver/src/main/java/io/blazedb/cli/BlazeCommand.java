/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line; lists the commands and turns every failure into one line and an exit code. */
@Command(
        name = "blazedb",
        description = "An embedded, encrypted SQL database whose databases connect to each other.",
        mixinStandardHelpOptions = true,
        versionProvider = CliVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  blazedb demo                                     see what BlazeDB does, in a minute",
            "  blazedb import shop.blazedb orders.csv           load a CSV file into a new database",
            "  blazedb sql shop.blazedb                         type SQL",
            "  blazedb sql shop.blazedb -c 'SELECT 1' --format csv",
            "",
            "The password of a file comes from a prompt, from BLAZEDB_PASSWORD or from --password-file.",
            "'blazedb COMMAND --help' explains a command."
        })
public final class BlazeCommand implements Runnable {
    /** A statement or an operation failed. */
    static final int EXIT_FAILED = 1;
    /** The command line itself is wrong. */
    static final int EXIT_USAGE = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        CliOutput output = CliOutput.ofProcess();
        int exitCode = run(output, args);
        output.flush();
        System.exit(exitCode);
    }

    /** Runs one command line and gives its exit code. */
    static int run(CliOutput output, String... args) {
        try {
            return commandLine(output).execute(args);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError failure) {
            output.error(Failures.text(failure));
            return EXIT_FAILED;
        }
    }

    static CommandLine commandLine(CliOutput output) {
        CommandLine root = new CommandLine(new BlazeCommand())
                .addSubcommand(new SqlCommand(output))
                .addSubcommand(new ImportCommand(output))
                .addSubcommand(new ExportCommand(output))
                .addSubcommand(new HubCommand(output))
                .addSubcommand(new IdentityCommand(output))
                .addSubcommand(new GroupCommand(output));
        ViewCommand.all(output).forEach(view -> root.addSubcommand(view.name(), view));
        root.addSubcommand(new TopologyCommand(output))
                .addSubcommand(new CheckCommand(output))
                .addSubcommand(new BackupCommand(output))
                .addSubcommand(new RestoreCommand(output))
                .addSubcommand(new VacuumCommand(output))
                .addSubcommand(new RekeyCommand(output));
        root.addSubcommand(new ClasspathCommand(output));
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            provider.commands(output.out(), output.isInteractive()).forEach(root::addSubcommand);
        }
        root.setOut(output.out());
        root.setErr(output.err());
        root.setUsageHelpWidth(CliOutput.HELP_WIDTH);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionExceptionHandler((failure, command, parsed) -> {
            output.error(Failures.text(failure));
            return EXIT_FAILED;
        });
        root.setParameterExceptionHandler((failure, arguments) -> usageError(output, failure));
        return root;
    }

    private static int usageError(CliOutput output, ParameterException failure) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        boolean unknown = failure instanceof UnmatchedArgumentException && !command.contains(" ");
        String message = failure.getMessage() == null ? "wrong command line" : failure.getMessage();
        output.error(unknown ? message.replaceFirst("^Unmatched argument.*: ", "There is no command ") : message);
        output.error("Try '" + command + " --help'.");
        return EXIT_USAGE;
    }

    /** Without a command: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
