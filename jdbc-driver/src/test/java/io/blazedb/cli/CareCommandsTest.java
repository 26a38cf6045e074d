/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The care for a file from the command line. */
final class CareCommandsTest {
    @TempDir
    private Path directory = Path.of("");

    private Path database = Path.of("");
    private Path password = Path.of("");
    private String out = "";
    private String err = "";

    @BeforeEach
    void setUp() throws IOException {
        database = directory.resolve("my shop.blazedb");
        password = Files.writeString(directory.resolve("password"), "correct horse\n");
    }

    private int run(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CliOutput output = new CliOutput(new PrintWriter(outText), new PrintWriter(errText), false);
        List<String> line = new ArrayList<>(Arrays.asList(arguments));
        if (!line.contains("--password-file")) {
            line.addAll(List.of("--password-file", password.toString()));
        }
        int exitCode = BlazeCommand.run(output, line.toArray(String[]::new));
        output.flush();
        out = outText.toString().replace("\r\n", "\n");
        err = errText.toString();
        return exitCode;
    }

    private int sql(String... arguments) {
        List<String> line = new ArrayList<>(List.of("sql", database.toString()));
        line.addAll(Arrays.asList(arguments));
        return run(line.toArray(String[]::new));
    }

    private void fill() {
        assertThat(sql(
                        "-c",
                        "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); CREATE INDEX t_name ON t (name);"
                                + "INSERT INTO t VALUES (1, 'one'), (2, 'two')"))
                .describedAs(err)
                .isZero();
    }

    private int count(Path file) {
        assertThat(run("sql", file.toString(), "--format", "csv", "-c", "SELECT COUNT(*) AS n FROM t"))
                .describedAs(err)
                .isZero();
        return Integer.parseInt(out.lines().skip(1).findFirst().orElse(""));
    }

    @Test
    void aHealthyFileIsSaidToBeSo() {
        fill();
        assertThat(run("check", database.toString())).describedAs(err).isZero();
        assertThat(out).isEqualTo("my shop.blazedb: nothing is wrong\n");
        assertThat(run("check", directory.resolve("none").toString())).isEqualTo(1);
        assertThat(err).contains("there is no database file");
    }

    @Test
    void aBackupIsRestoredAfterACheck() throws IOException {
        fill();
        Path backup = directory.resolve("backup.blazedb");
        assertThat(run("backup", database.toString(), backup.toString()))
                .describedAs(err)
                .isZero();
        assertThat(out).contains("backup.blazedb: ", "bytes");
        assertThat(run("backup", database.toString(), backup.toString())).isEqualTo(1);
        assertThat(err).startsWith("ERROR 42710: ");
        assertThat(sql("-c", "DELETE FROM t")).isZero();
        assertThat(run("restore", backup.toString(), database.toString())).isEqualTo(1);
        assertThat(err).contains("--force");
        assertThat(count(database)).isZero();
        assertThat(run("restore", backup.toString(), database.toString(), "--force"))
                .describedAs(err)
                .isZero();
        assertThat(count(database)).isEqualTo(2);
        Path elsewhere = directory.resolve("elsewhere.blazedb");
        assertThat(run("restore", backup.toString(), elsewhere.toString()))
                .describedAs(err)
                .isZero();
        assertThat(count(elsewhere)).isEqualTo(2);
        assertThat(run("restore", backup.toString(), backup.toString(), "--force"))
                .isEqualTo(1);
        assertThat(err).contains("one file");
        assertThat(Files.list(directory).map(file -> file.getFileName().toString()))
                .noneMatch(name -> name.contains("restoring"));
    }

    @Test
    void aDamagedFileIsFoundAndNotRestored() throws IOException {
        fill();
        Path backup = directory.resolve("backup.blazedb");
        assertThat(run("backup", database.toString(), backup.toString())).isZero();
        byte[] bytes = Files.readAllBytes(backup);
        for (int i = 384 << 10; i < bytes.length; i += 512) {
            bytes[i] ^= 1;
        }
        Files.write(backup, bytes);
        assertThat(run("check", backup.toString())).isEqualTo(1);
        assertThat(out + err).containsPattern("ERROR XX001|UNREADABLE_PAGE");
        Path target = directory.resolve("restored.blazedb");
        assertThat(run("restore", backup.toString(), target.toString())).isEqualTo(1);
        assertThat(target).doesNotExist();
    }

    @Test
    void whatIsLeftOfADamagedFileIsSalvaged() throws IOException {
        fill();
        Path rescued = directory.resolve("rescued.blazedb");
        assertThat(run("check", database.toString(), "--salvage", rescued.toString()))
                .describedAs(err)
                .isZero();
        assertThat(out).contains("nothing is lost", "rescued.blazedb: nothing is wrong");
        assertThat(run("check", database.toString(), "--salvage", rescued.toString()))
                .isEqualTo(1);
        assertThat(err).startsWith("ERROR 42710: ");
        byte[] bytes = Files.readAllBytes(database);
        for (int i = 0; i < 128 << 10; i += 64 << 10) {
            bytes[i + 50_000] ^= 1;
        }
        Files.write(database, bytes);
        Files.delete(rescued);
        assertThat(run("check", database.toString())).isEqualTo(1);
        assertThat(run("check", database.toString(), "--salvage", rescued.toString()))
                .isEqualTo(1);
        assertThat(out).contains("key slots", "not all that there was", "rescued.blazedb: nothing is wrong");
        assertThat(Files.readAllBytes(database)).isEqualTo(bytes);
        assertThat(count(rescued)).isEqualTo(2);
    }

    @Test
    void aCompactCopyIsMade() {
        fill();
        Path compact = directory.resolve("compact.blazedb");
        assertThat(run("vacuum", database.toString(), "--into", compact.toString()))
                .describedAs(err)
                .isZero();
        assertThat(out).contains("compact.blazedb: ", " bytes, made from ");
        assertThat(count(compact)).isEqualTo(2);
    }

    @Test
    void spaceIsGivenBackAndTheDataKeyReplacedInPlace() {
        fill();
        assertThat(run("vacuum", database.toString())).describedAs(err).isZero();
        assertThat(out).containsAnyOf(" fewer than before", "nothing to give back");
        assertThat(run("rekey", database.toString(), "--rotate"))
                .describedAs(err)
                .isZero();
        assertThat(out).contains("sealed anew");
        assertThat(count(database)).isEqualTo(2);
    }

    @Test
    void keysAreChangedAddedAndRemoved() throws IOException {
        fill();
        Path next = Files.writeString(directory.resolve("next"), "battery staple\n");
        assertThat(run("rekey", database.toString(), "--new-password-file", next.toString()))
                .describedAs(err)
                .isZero();
        assertThat(sql("-c", "SELECT 1 AS one")).isEqualTo(1);
        assertThat(err).startsWith("ERROR 28P01: ");
        password = next;
        assertThat(count(database)).isEqualTo(2);
        Path key = Files.write(directory.resolve("key"), new byte[40]);
        assertThat(run("rekey", database.toString(), "--add-key-file", key.toString()))
                .isEqualTo(1);
        assertThat(err).contains("--name");
        assertThat(run("rekey", database.toString(), "--add-key-file", key.toString(), "--name", "usb"))
                .describedAs(err)
                .isZero();
        assertThat(run("rekey", database.toString(), "--list")).isZero();
        assertThat(out.lines()).hasSize(2).anyMatch(line -> line.startsWith("usb  "));
        assertThat(run("rekey", database.toString(), "--remove", "usb"))
                .describedAs(err)
                .isZero();
        assertThat(run("rekey", database.toString(), "--remove", "usb")).isEqualTo(1);
        assertThat(err).startsWith("ERROR 42704: ");
    }
}
