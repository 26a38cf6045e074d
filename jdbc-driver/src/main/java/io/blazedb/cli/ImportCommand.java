/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: CSV and JSON files into tables. */
@Command(
        name = "import",
        description = {
            "Import CSV or JSON files, each into a table of its own.",
            "Types are found in the data: INTEGER, BIGINT, DECIMAL, DOUBLE PRECISION, BOOLEAN, DATE,",
            "TIMESTAMP (with or without TIME ZONE), VARCHAR. A column 'id' of distinct whole numbers",
            "becomes the primary key. A file is imported whole or not at all.",
            "CSV is RFC 4180 in UTF-8 with a header; an empty field is NULL, \"\" is an empty string.",
            "JSON is an array of objects, or one object after the other."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  blazedb import shop.blazedb orders.csv customers.json",
            "  blazedb import shop.blazedb export-2024.csv --table orders --append"
        })
final class ImportCommand implements Callable<Integer> {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Parameters(index = "0", paramLabel = "PATH", description = "The database file; created if it is missing.")
    private Path database = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files ending in .csv, .tsv, .json, .jsonl, .ndjson.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The table (default: the file's name); for a single file.")
    private @Nullable String table;

    @Option(names = "--append", description = "Add to a table that exists, matching columns by name.")
    private boolean append;

    @Option(names = "--replace", description = "Drop a table that exists and create it anew.")
    private boolean replace;

    @Option(names = "--primary-key", split = ",", paramLabel = "COLUMN", description = "Columns of the primary key.")
    private List<String> primaryKey = new ArrayList<>();

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "What separates fields (default: comma; tab for .tsv).")
    private @Nullable Character delimiter;

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    ImportCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        if (append && replace) {
            throw new CliException("--append and --replace exclude each other");
        }
        if (table != null && files.size() > 1) {
            throw new CliException("--table goes with a single file");
        }
        List<ImportFile> imports = new ArrayList<>();
        for (Path file : files) {
            imports.add(new ImportFile(file, delimiter));
        }
        TableImport.Existing existing = append
                ? TableImport.Existing.APPEND
                : replace ? TableImport.Existing.REPLACE : TableImport.Existing.REFUSE;
        try (Connection connection = options.openOrCreate(database)) {
            for (ImportFile file : imports) {
                String name = table != null ? table.toLowerCase(Locale.ROOT) : file.tableName();
                long begin = System.nanoTime();
                long count = new TableImport(connection, output).run(file, name, existing, primaryKey);
                double seconds = (double) (System.nanoTime() - begin) / NANOS_PER_SECOND;
                output.out()
                        .println(String.format(
                                Locale.ROOT,
                                "%s: %,d rows into table %s in %.1f s",
                                file.path().getFileName(),
                                count,
                                name,
                                seconds));
                output.flush();
            }
        }
        return 0;
    }
}
