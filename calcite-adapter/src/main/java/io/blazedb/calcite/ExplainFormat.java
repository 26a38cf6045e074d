/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms in which EXPLAIN shows a plan: lines, one JSON document, or one picture. */
enum ExplainFormat {
    TEXT,
    JSON,
    SVG;

    private static final Pattern ROWS = Pattern.compile("(.*?)  \\(rows (\\d+)(, batches)?\\)");
    private static final int STEP = 2;
    private static final int LINE_HEIGHT = 44;
    private static final int BOX_HEIGHT = 30;
    private static final int INDENT = 28;
    private static final double CHARACTER_WIDTH = 7.3;

    /** What a statement took. */
    record Measured(long rows, long micros, List<String> spilled) {}

    /**
     * A node of a plan.
     *
     * @param rows how many rows it is expected to give; null where none are said
     */
    private record Node(String name, @Nullable Long rows, boolean batches, int depth, List<Node> inputs) {}

    static ExplainFormat of(String name) {
        for (ExplainFormat format : values()) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        throw new BlazeSqlException(
                SqlErrorCode.INVALID_PARAMETER, "unrecognized value for EXPLAIN option \"format\": \"" + name + "\"");
    }

    /** The lines of the answer. */
    List<String> lines(String plan, @Nullable Measured measured) {
        return switch (this) {
            case TEXT -> text(plan, measured);
            case JSON -> List.of(json(nodes(plan), measured));
            case SVG -> List.of(svg(nodes(plan), measured));
        };
    }

    private static List<String> text(String plan, @Nullable Measured measured) {
        List<String> lines = new ArrayList<>(plan.lines().toList());
        if (measured != null) {
            lines.add("Rows: " + measured.rows() + ", time: " + measured.micros() + " us");
            measured.spilled().forEach(spilled -> lines.add("Spilled: " + spilled));
        }
        return lines;
    }

    /** The nodes in the order of their lines; an input stands below its node and further in. */
    private static List<Node> nodes(String plan) {
        List<Node> all = new ArrayList<>();
        Deque<Node> around = new ArrayDeque<>();
        for (String line : plan.lines().toList()) {
            String bare = line.stripLeading();
            int depth = (line.length() - bare.length()) / STEP;
            Matcher matcher = ROWS.matcher(bare);
            Node node = matcher.matches()
                    ? new Node(
                            matcher.group(1),
                            Long.valueOf(matcher.group(2)),
                            matcher.group(3) != null,
                            depth,
                            new ArrayList<>())
                    : new Node(bare, null, false, depth, new ArrayList<>());
            while (!around.isEmpty() && around.getFirst().depth() >= depth) {
                around.pop();
            }
            if (!around.isEmpty()) {
                around.getFirst().inputs().add(node);
            }
            around.push(node);
            all.add(node);
        }
        return all;
    }

    private static String json(List<Node> nodes, @Nullable Measured measured) {
        StringBuilder out = new StringBuilder("[\n");
        String separator = "";
        for (Node node : nodes) {
            if (node.depth() == 0) {
                out.append(separator).append("  {\n    \"Plan\": ");
                json(node, "    ", out);
                separator = "\n  },\n";
            }
        }
        if (measured != null) {
            out.append(",\n    \"Actual Rows\": ").append(measured.rows());
            out.append(",\n    \"Execution Time\": ")
                    .append(String.format(Locale.ROOT, "%.3f", measured.micros() / 1000.0));
            if (!measured.spilled().isEmpty()) {
                List<String> spilled =
                        measured.spilled().stream().map(Json::quoted).toList();
                out.append(",\n    \"Spilled\": [")
                        .append(String.join(", ", spilled))
                        .append(']');
            }
        }
        return out.append("\n  }\n]").toString();
    }

    private static void json(Node node, String indent, StringBuilder out) {
        int space = node.name().indexOf(' ');
        String type = space < 0 ? node.name() : node.name().substring(0, space);
        out.append("{\n").append(indent).append("  \"Node Type\": ").append(Json.quoted(type));
        if (space >= 0) {
            out.append(",\n")
                    .append(indent)
                    .append("  \"Detail\": ")
                    .append(Json.quoted(node.name().substring(space + 1)));
        }
        if (node.rows() != null) {
            out.append(",\n").append(indent).append("  \"Plan Rows\": ").append(node.rows());
            out.append(node.batches() ? ",\n" + indent + "  \"Batches\": true" : "");
        }
        if (!node.inputs().isEmpty()) {
            out.append(",\n").append(indent).append("  \"Plans\": [");
            String separator = "";
            for (Node input : node.inputs()) {
                out.append(separator).append('\n').append(indent).append("    ");
                json(input, indent + "    ", out);
                separator = ",";
            }
            out.append('\n').append(indent).append("  ]");
        }
        out.append('\n').append(indent).append('}');
    }

    /** A box for each node, its inputs below it; lines lead from an input to what takes its rows. */
    private static String svg(List<Node> nodes, @Nullable Measured measured) {
        StringBuilder boxes = new StringBuilder();
        StringBuilder lines = new StringBuilder();
        int width = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            String label = node.name()
                    + (node.rows() == null ? "" : " · " + node.rows() + " rows" + (node.batches() ? " · batches" : ""));
            int x = 10 + node.depth() * INDENT;
            int y = 10 + i * LINE_HEIGHT;
            int boxWidth = (int) (label.length() * CHARACTER_WIDTH) + 20;
            width = Math.max(width, x + boxWidth + 10);
            boxes.append(format(
                    "  <rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" class=\"node\"/>\n",
                    x, y, boxWidth, BOX_HEIGHT));
            boxes.append(format("  <text x=\"%d\" y=\"%d\">%s</text>\n", x + 10, y + 20, escaped(label)));
            for (Node input : node.inputs()) {
                int below = 10 + indexOf(nodes, input) * LINE_HEIGHT + BOX_HEIGHT / 2;
                lines.append(format(
                        "  <path d=\"M %d %d V %d H %d\" class=\"edge\"/>\n",
                        x + INDENT / 2, y + BOX_HEIGHT, below, 10 + input.depth() * INDENT));
            }
        }
        int height = 10 + nodes.size() * LINE_HEIGHT;
        if (measured != null) {
            String took = format("%d rows in %d us", measured.rows(), measured.micros());
            boxes.append(format("  <text x=\"10\" y=\"%d\">%s</text>\n", height + 14, took));
            height += 24;
            width = Math.max(width, (int) (took.length() * CHARACTER_WIDTH) + 20);
        }
        return format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n",
                        width, height, width, height)
                + "  <style>text { font: 12px monospace; fill: #1b1f24 } .node { fill: #eef4fb; stroke: #4a78a8 }"
                + " .edge { fill: none; stroke: #4a78a8 }</style>\n"
                + lines
                + boxes
                + "</svg>";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static int indexOf(List<Node> nodes, Node wanted) {
        for (int i = 0; i < nodes.size(); i++) {
            if (isSame(nodes.get(i), wanted)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no node of this plan");
    }

    @SuppressWarnings("ReferenceEquality") // two nodes of a plan may look the same
    private static boolean isSame(Node a, Node b) {
        return a == b;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
