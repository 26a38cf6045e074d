/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.calcite.security.Logins;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.care.RotationReport;
import io.blazedb.storage.keys.KeySlotInfo;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rekey}: what opens a file. */
@Command(
        name = "rekey",
        description = {
            "Change the password of a database file; list, add and remove the keys that open it.",
            "With --rotate, seal every page under a new data key.",
            "The new password comes from a prompt, from BLAZEDB_NEW_PASSWORD or from --new-password-file.",
            "With a new password pages stay as they are, and --rotate seals them anew: in both cases, who has a copy of",
            "the old file and its password can still read that copy."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  blazedb rekey shop.blazedb",
            "  blazedb rekey shop.blazedb --add-key-file usb.key --name usb",
            "  blazedb rekey shop.blazedb --list",
            "  blazedb rekey shop.blazedb --rotate"
        })
final class RekeyCommand implements Callable<Integer> {
    private static final String NEW_PASSWORD_VARIABLE = "BLAZEDB_NEW_PASSWORD";
    private static final long KEY_FILE_BYTES_MIN = 32;
    private static final long KEY_FILE_BYTES_MAX = 1 << 20;

    @Parameters(paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @ArgGroup(exclusive = true)
    private @Nullable Change change;

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the key that is added.")
    private @Nullable String name;

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    RekeyCommand(CliOutput output) {
        this.output = output;
    }

    /** What to do; a new password if nothing else is said. */
    static final class Change {
        @Option(names = "--new-password-file", paramLabel = "FILE", description = "Its first line is the new password.")
        private @Nullable Path newPasswordFile;

        @Option(names = "--rotate", description = "Replace the data key; others may go on using the file.")
        private boolean rotate;

        @Option(names = "--list", description = "List the keys that open the file.")
        private boolean list;

        @Option(
                names = "--add-key-file",
                paramLabel = "FILE",
                description = "Let a key file of 32 bytes or more open the file too; takes --name.")
        private @Nullable Path addKeyFile;

        @Option(names = "--remove", paramLabel = "NAME", description = "Let a key no longer open the file.")
        private @Nullable String remove;
    }

    /** Keys are the owner's business; users change their passwords by SQL. */
    private static void requireOwner(Store store) {
        if (Logins.isUsers(store.openedSlot())) {
            throw new CliException("this password is a user's, not the owner's: change it with"
                    + " ALTER USER CURRENT_USER PASSWORD '...' in the SQL shell");
        }
    }

    @Override
    public Integer call() throws IOException {
        Change wanted = change == null ? new Change() : change;
        if ((wanted.addKeyFile == null) != (name == null)) {
            throw new CliException("--add-key-file and --name go together");
        }
        try (KeySource present = options.key(database);
                Store store =
                        Store.open(database, present, StoreOptions.defaults().withCreate(false))) {
            requireOwner(store);
            if (wanted.list) {
                store.keySlots().forEach(this::print);
            } else if (wanted.rotate) {
                rotate(store);
            } else if (wanted.addKeyFile != null && name != null) {
                try (KeySource added = KeySource.rawKey(keyFile(wanted.addKeyFile))) {
                    store.addKey(present, name, added);
                }
                output.out().println(database.getFileName() + ": key " + name + " added");
            } else if (wanted.remove != null) {
                store.removeKey(wanted.remove);
                output.out().println(database.getFileName() + ": key " + wanted.remove + " removed");
            } else {
                try (KeySource next =
                        KeySource.passphrase(newPassword(wanted.newPasswordFile).toCharArray())) {
                    store.changeKey(present, next);
                }
                output.out().println(database.getFileName() + ": password changed");
            }
        }
        return 0;
    }

    private void rotate(Store store) {
        try (Progress progress = new Progress(output, "rekey", 1)) {
            RotationReport report = store.rotateKey(progress::bytes);
            output.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s: data key %d, %,d bytes sealed anew",
                            database.getFileName(),
                            report.generation(),
                            report.rewrittenBytes()));
        }
    }

    private void print(KeySlotInfo slot) {
        output.out().println(slot.name() + "  " + slot.kind().name().toLowerCase(Locale.ROOT) + "  " + slot.created());
    }

    private static byte[] keyFile(Path file) throws IOException {
        long size = Files.size(file);
        if (size < KEY_FILE_BYTES_MIN || size > KEY_FILE_BYTES_MAX) {
            throw new CliException("a key file has 32 bytes to 1 MiB");
        }
        return Files.readAllBytes(file);
    }

    private String newPassword(@Nullable Path file) throws IOException {
        String password = file != null
                ? Files.readString(file, StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElse("")
                : System.getenv(NEW_PASSWORD_VARIABLE);
        if (password == null) {
            password = asked();
        }
        if (password.isEmpty()) {
            throw new CliException("a database file needs a password");
        }
        return password;
    }

    private String asked() throws IOException {
        try (PasswordPrompt prompt = PasswordPrompt.open()) {
            if (prompt == null) {
                throw new CliException(
                        "no new password: set " + NEW_PASSWORD_VARIABLE + " or give --new-password-file");
            }
            String first = prompt.read("New password of " + database.getFileName() + ": ");
            if (!first.equals(prompt.read("The same password again: "))) {
                throw new CliException("the two passwords differ");
            }
            return first;
        }
    }
}
