/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topology}: the arrows between a file's database and others, as text or as a drawing. */
@Command(
        name = "topology",
        description = "The apps and databases a file is connected to or could attach, and where data flow.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  blazedb topology shop.blazedb",
            "  blazedb topology shop.blazedb --format svg > shop.svg",
            "  blazedb topology shop.blazedb --format dot | dot -Tpng > shop.png"
        })
final class TopologyCommand implements Callable<Integer> {

    /** How arrows are written. */
    enum Format {
        TEXT,
        DOT,
        SVG;

        /** The name a user types. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An arrow along which data flow.
     *
     * @param label what it is and how it is doing
     * @param flows whether it does now
     */
    record Arrow(String source, String target, String label, boolean flows) {}

    @Parameters(paramLabel = "PATH", description = "The database file.")
    private Path database = Path.of("");

    @Option(names = "--format", paramLabel = "FORMAT", description = "text, dot or svg (default: text).")
    private Format format = Format.TEXT;

    @Mixin
    private OpenOptions options = new OpenOptions();

    private final CliOutput output;

    TopologyCommand(CliOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        List<Arrow> arrows = new ArrayList<>();
        try (Connection connection = options.openExisting(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM blaze.topology")) {
            while (rows.next()) {
                String state = rows.getString("state");
                arrows.add(new Arrow(
                        rows.getString("source"),
                        rows.getString("target"),
                        label(rows),
                        List.of("LIVE", "CONNECTED", "ATTACHED").contains(state)));
            }
        }
        PrintWriter out = output.out();
        switch (format) {
            case TEXT -> text(arrows, out);
            case DOT -> dot(arrows, out);
            case SVG -> new TopologyDrawing(arrows).print(out);
        }
        return 0;
    }

    private static String label(ResultSet row) throws SQLException {
        List<String> parts = new ArrayList<>();
        parts.add(row.getString("kind") + " " + row.getString("state"));
        add(parts, "", row.getString("publications"));
        add(parts, "at ", row.getString("position"));
        long lagMicros = row.getLong("lag_micros");
        if (!row.wasNull()) {
            parts.add(String.format(Locale.ROOT, "lag %.1f ms", lagMicros / 1_000.0));
        }
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, String before, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            parts.add(before + value);
        }
    }

    private void text(List<Arrow> arrows, PrintWriter out) {
        for (Arrow arrow : arrows) {
            out.println(arrow.source() + "  ->  " + arrow.target() + "   " + arrow.label());
        }
        if (arrows.isEmpty()) {
            output.note("Nothing is connected: no database is attached, no app has what this file publishes, and none"
                    + " of its group offers anything.");
        }
    }

    private static void dot(List<Arrow> arrows, PrintWriter out) {
        out.println("digraph topology {");
        out.println("  rankdir=LR;");
        out.println("  node [shape=box];");
        for (Arrow arrow : arrows) {
            out.println("  " + quoted(arrow.source()) + " -> " + quoted(arrow.target()) + " [label="
                    + quoted(arrow.label()) + (arrow.flows() ? "" : ", style=dashed") + "];");
        }
        out.println("}");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
