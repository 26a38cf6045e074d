/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole command lines against files, as a user types them. */
final class CommandsTest {
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

    @Test
    void rowsAreATable() {
        int exitCode = sql(
                "-c",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20)); INSERT INTO t VALUES (1, 'one'), (20, NULL)",
                "-c",
                "SELECT id, name FROM t ORDER BY id");
        assertThat(err).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(out).isEqualTo("""
                        OK
                        (2 rows changed)
                         id | name
                        ----+------
                          1 | one
                         20 | NULL
                        (2 rows)
                        """);
    }

    @Test
    void rowsAreCsvAndJson() {
        assertThat(sql(
                        "-c",
                        "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20), price DECIMAL(10, 2), ok BOOLEAN)"))
                .isZero();
        assertThat(sql(
                        "-c",
                        "INSERT INTO t VALUES (1, 'a \"b\", c', 1.50, true), (2, NULL, 2, false), (3, '', NULL, NULL)"))
                .isZero();
        assertThat(sql("--format", "csv", "-c", "SELECT * FROM t ORDER BY id")).isZero();
        assertThat(out).isEqualTo("id,name,price,ok\n1,\"a \"\"b\"\", c\",1.50,true\n2,,2.00,false\n3,\"\",,\n");
        assertThat(sql("--format", "json", "-c", "SELECT * FROM t ORDER BY id")).isZero();
        assertThat(out).isEqualTo("""
                        [
                        {"id":1,"name":"a \\"b\\", c","price":1.50,"ok":true},
                        {"id":2,"name":null,"price":2.00,"ok":false},
                        {"id":3,"name":"","price":null,"ok":null}
                        ]
                        """);
    }

    @Test
    void theFirstFailureEndsTheRun() {
        int exitCode = sql("-c", "SELECT 1 AS one; SELECT * FROM missing; SELECT 2 AS two");
        assertThat(exitCode).isEqualTo(1);
        assertThat(out).contains("one").doesNotContain("two");
        assertThat(err).startsWith("ERROR 42P01: ").contains("missing");
        assertThat(err.lines()).hasSize(1);
    }

    @Test
    void aWrongPasswordIsOneLine() throws IOException {
        assertThat(sql("-c", "CREATE TABLE t (id INTEGER PRIMARY KEY)")).isZero();
        Path wrong = Files.writeString(directory.resolve("wrong"), "incorrect\n");
        assertThat(sql("--password-file", wrong.toString(), "-c", "SELECT 1 AS one"))
                .isEqualTo(1);
        assertThat(err).startsWith("ERROR 28P01: ");
        assertThat(err.lines()).hasSize(1);
    }

    @Test
    void tablesAreDescribed() {
        assertThat(sql("-c", "CREATE TABLE t (id INTEGER PRIMARY KEY, price DECIMAL(10, 2) NOT NULL)"))
                .isZero();
        assertThat(sql("-c", "\\dt", "-c", "\\d t")).describedAs(err).isZero();
        assertThat(out).contains("main", "public", "DECIMAL(10,2)", "not null", "unique (id)");
        assertThat(sql("-c", "\\d missing")).isEqualTo(1);
        assertThat(err).isEqualTo("ERROR: there is no table missing\n");
    }

    @Test
    void aScriptRunsFromAFile() throws IOException {
        Path script = Files.writeString(
                directory.resolve("s.sql"),
                "-- a script\nCREATE TABLE t (id INTEGER PRIMARY KEY);\nINSERT INTO t VALUES (7);\n\\d t\n\\q\nnothing;");
        assertThat(sql("-f", script.toString())).describedAs(err).isZero();
        assertThat(out).contains("unique (id)");
        assertThat(sql("--format", "csv", "-c", "SELECT id FROM t")).isZero();
        assertThat(out).isEqualTo("id\n7\n");
    }

    /** What pg_dump of PostgreSQL 15 writes of a dozen tables, views, sequences, rights and policies. */
    @Test
    void aDumpOfPostgresqlRuns() throws IOException, URISyntaxException {
        Path dump = Path.of(Objects.requireNonNull(CommandsTest.class.getResource("pg_dump.sql"))
                .toURI());
        assertThat(sql("-c", "CREATE ROLE reader", "-f", dump.toString()))
                .describedAs(err)
                .isZero();
        assertThat(sql("--format", "csv", "-c", "SELECT * FROM app.v_orders ORDER BY id"))
                .isZero();
        assertThat(out).isEqualTo("id,name,total,size\n100,Ann,10.50,big\n105,Ann,20.00,big\n");
        assertThat(sql("--format", "csv", "-c", "SELECT name, n, st FROM app.v_agg ORDER BY name DESC"))
                .isZero();
        assertThat(out).isEqualTo("name,n,st\nT\tab,1,\nBob,1,sent\nAnn,2,\"new,paid\"\n");
        assertThat(sql("--format", "csv", "-c", "SELECT status, n FROM app.mv ORDER BY status"))
                .isZero();
        assertThat(out).isEqualTo("status,n\nnew,1\npaid,1\nsent,1\n");
        assertThat(sql("--format", "csv", "-c", "INSERT INTO usesseq (t) VALUES ('c') RETURNING id"))
                .isZero();
        assertThat(out).isEqualTo("id\n20\n");
        assertThat(sql("-c", "INSERT INTO app.orders (user_id) VALUES (99)")).isNotZero();
        assertThat(sql("-c", "INSERT INTO app.users (name, email) VALUES ('x', 'no address')"))
                .isNotZero();
        assertThat(sql("--format", "csv", "-c", "CHECK DATABASE")).isZero();
        assertThat(out).isEqualTo("severity,object,finding,detail\n");
    }

    @Test
    void inARestrictedScriptNoCommandRunsButTheOneThatEndsIt() throws IOException {
        Path script = Files.writeString(directory.resolve("r.sql"), "\\restrict k\nSELECT 1;\n\\d\n");
        assertThat(sql("-f", script.toString())).isNotZero();
        assertThat(err).contains("restricted");
        Files.writeString(script, "\\restrict k\n\\unrestrict x\n");
        assertThat(sql("-f", script.toString())).isNotZero();
        Files.writeString(script, "\\restrict k\n\\unrestrict k\n\\d\n");
        assertThat(sql("-f", script.toString())).isZero();
    }

    @Test
    void importFindsTypesAndExportGivesTheSameBack() throws IOException {
        String csv = """
                id,Title,price,day,at,big,open,zip
                1,"one, ""two\""",1.50,2024-02-29,2024-02-29 12:30:00,9000000000,true,01234
                2,,2.25,,,1,false,99999
                3,"",3,2023-01-01,2023-01-01 00:00:00.5,2,,00001
                """;
        Path file = Files.writeString(directory.resolve("Orders 2024.csv"), csv);
        assertThat(run("import", database.toString(), file.toString()))
                .describedAs(err)
                .isZero();
        assertThat(out).contains("3 rows into table orders_2024");
        assertThat(sql(
                        "--format",
                        "csv",
                        "-c",
                        "SELECT column_name, data_type FROM information_schema.columns"
                                + " WHERE table_name = 'orders_2024' ORDER BY ordinal_position"))
                .isZero();
        assertThat(out.lines().skip(1).map(line -> line.substring(0, line.indexOf(','))))
                .containsExactly("id", "title", "price", "day", "at", "big", "open", "zip");
        Path exported = directory.resolve("out.csv");
        assertThat(run("export", database.toString(), "orders_2024", "--output", exported.toString()))
                .isZero();
        assertThat(run("import", database.toString(), exported.toString(), "--table", "again"))
                .describedAs(err)
                .isZero();
        assertThat(sql(
                        "--format",
                        "csv",
                        "-c",
                        "SELECT count(*) AS n FROM (SELECT * FROM orders_2024 EXCEPT SELECT * FROM again) AS d"))
                .isZero();
        assertThat(out).isEqualTo("n\n0\n");
        assertThat(run("export", database.toString(), "orders_2024", "--output", exported.toString()))
                .isEqualTo(1);
        assertThat(err).contains("exists already");
    }

    @Test
    void anExistingTableIsKeptUnlessToldOtherwise() throws IOException {
        Path first = Files.writeString(directory.resolve("t.csv"), "id,name\n1,a\n");
        Path more = Files.writeString(directory.resolve("more.csv"), "name,id\nb,2\n");
        assertThat(run("import", database.toString(), first.toString())).isZero();
        assertThat(run("import", database.toString(), first.toString())).isEqualTo(1);
        assertThat(err).contains("--append").contains("--replace");
        assertThat(run("import", database.toString(), more.toString(), "--table", "t", "--append"))
                .describedAs(err)
                .isZero();
        assertThat(sql("--format", "csv", "-c", "SELECT id, name FROM t ORDER BY id"))
                .isZero();
        assertThat(out).isEqualTo("id,name\n1,a\n2,b\n");
        assertThat(run("import", database.toString(), first.toString(), "--replace"))
                .isZero();
        assertThat(sql("--format", "csv", "-c", "SELECT count(*) AS n FROM t")).isZero();
        assertThat(out).isEqualTo("n\n1\n");
    }

    @Test
    void aFileIsImportedWholeOrNotAtAll() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.csv"), "id,name\n1,a\n2\n");
        assertThat(run("import", database.toString(), broken.toString())).isEqualTo(1);
        assertThat(err).contains("line 3");
        Path numbers = Files.writeString(directory.resolve("n.csv"), "id,amount\n1,5\n");
        Path text = Files.writeString(directory.resolve("x.csv"), "id,amount\n2,6\n3,many\n");
        assertThat(run("import", database.toString(), numbers.toString())).isZero();
        assertThat(run("import", database.toString(), text.toString(), "--table", "n", "--append"))
                .isEqualTo(1);
        assertThat(err).contains("line 3").contains("amount");
        assertThat(sql("--format", "csv", "-c", "SELECT count(*) AS n FROM n")).isZero();
        assertThat(out).isEqualTo("n\n1\n");
        assertThat(sql("-c", "SELECT * FROM broken")).isEqualTo(1);
        assertThat(err).startsWith("ERROR 42P01: ");
    }

    @Test
    void jsonIsImportedToo() throws IOException {
        Path file = Files.writeString(
                directory.resolve("people.json"), "[{\"id\": 2, \"tags\": [\"x\"]}, {\"id\": 1, \"name\": \"Ann\"}]");
        assertThat(run("import", database.toString(), file.toString()))
                .describedAs(err)
                .isZero();
        assertThat(sql("--format", "json", "-c", "SELECT * FROM people ORDER BY id"))
                .isZero();
        assertThat(out)
                .contains("{\"id\":1,\"tags\":null,\"name\":\"Ann\"}")
                .contains("{\"id\":2,\"tags\":\"[\\\"x\\\"]\",\"name\":null}");
    }

    @Test
    void aDatabaseSpeaksOfItself() {
        assertThat(sql("-c", "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t"))
                .isZero();
        for (String command : List.of("status", "audit")) {
            assertThat(run(command, database.toString())).describedAs(err).isZero();
            assertThat(out).contains("row");
        }
        assertThat(run("status", database.toString(), "--format", "csv")).isZero();
        assertThat(out).contains("main,MAIN,").contains("\np,t,");
    }

    @Test
    void groupsAppsAndArrowsAreShownWithNobodyRunning() {
        String home = directory.resolve("home").toString();
        String[] options = {"--home", home, "--app-group", "suite"};
        assertThat(sql(
                        "--home",
                        home,
                        "--app-group",
                        "suite",
                        "--app",
                        "Shop",
                        "-c",
                        "CREATE TABLE t (id INTEGER PRIMARY KEY, hidden INTEGER); CREATE PUBLICATION p FOR TABLE t (id);"
                                + " GRANT SUBSCRIBE ON PUBLICATION p TO APP GROUP 'suite'"))
                .describedAs(err)
                .isZero();
        assertThat(runAlone("group", "list", "--home", home)).describedAs(err).isZero();
        assertThat(out)
                .contains("suite  created here\n")
                .contains("  app://suite/Shop/my%20shop  not running\n    p  to APP GROUP 'suite'\n")
                .doesNotContain("hidden");
        database = directory.resolve("other.blazedb");
        assertThat(sql("-c", "CREATE TABLE t (id INTEGER)")).isZero();
        List<String> line = new ArrayList<>(List.of("topology", database.toString(), "--app", "Other"));
        line.addAll(List.of(options));
        assertThat(run(line.toArray(String[]::new))).describedAs(err).isZero();
        assertThat(out).isEqualTo("app://suite/Shop/my%20shop  ->  Other/other   OFFER OFFLINE, p\n");
        line.addAll(List.of("--format", "dot"));
        assertThat(run(line.toArray(String[]::new))).describedAs(err).isZero();
        assertThat(out)
                .contains(
                        "\"app://suite/Shop/my%20shop\" -> \"Other/other\" [label=\"OFFER OFFLINE, p\", style=dashed];");
        line.set(line.size() - 1, "svg");
        assertThat(run(line.toArray(String[]::new))).describedAs(err).isZero();
        assertThat(out).startsWith("<svg ").endsWith("</svg>\n").contains(">Other/other</text>");
    }

    private int runAlone(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CliOutput output = new CliOutput(new PrintWriter(outText), new PrintWriter(errText), false);
        int exitCode = BlazeCommand.run(output, arguments);
        output.flush();
        out = outText.toString().replace("\r\n", "\n");
        err = errText.toString();
        return exitCode;
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(run("export", database.toString(), "t")).isEqualTo(1);
        assertThat(err).contains("there is no database file");
        assertThat(run(
                        "import",
                        database.toString(),
                        directory.resolve("none.csv").toString()))
                .isEqualTo(1);
        assertThat(err).contains("no such file");
        assertThat(Files.exists(database)).isFalse();
    }
}
