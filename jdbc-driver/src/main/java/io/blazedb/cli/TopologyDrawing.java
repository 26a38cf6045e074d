/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws arrows between databases as SVG: sources on the left, what both takes and gives in the middle, targets on the right. */
final class TopologyDrawing {
    private static final int BOX_HEIGHT = 36;
    private static final int ROW_HEIGHT = 76;
    private static final int COLUMN_GAP = 330;
    private static final int MARGIN = 24;
    private static final double CHARACTER_WIDTH = 7.3;

    /** A box: where its upper left corner is, and how wide it is. */
    private record Box(int x, int y, int width) {
        int middle() {
            return y + BOX_HEIGHT / 2;
        }
    }

    private final List<TopologyCommand.Arrow> arrows;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private int width;
    private int height;

    TopologyDrawing(List<TopologyCommand.Arrow> arrows) {
        this.arrows = arrows;
        Set<String> sources = new LinkedHashSet<>();
        Set<String> targets = new LinkedHashSet<>();
        arrows.forEach(arrow -> {
            sources.add(arrow.source());
            targets.add(arrow.target());
        });
        Set<String> both = new LinkedHashSet<>(sources);
        both.retainAll(targets);
        sources.removeAll(both);
        targets.removeAll(both);
        int x = MARGIN;
        for (Set<String> column : List.of(sources, both, targets)) {
            x = place(List.copyOf(column), x);
        }
        width = Math.max(MARGIN, x - COLUMN_GAP) + MARGIN;
        height += MARGIN;
    }

    /** Places the boxes of a column; gives where the next one begins. */
    private int place(List<String> column, int x) {
        if (column.isEmpty()) {
            return x;
        }
        int widest = 0;
        for (String name : column) {
            widest = Math.max(widest, (int) (name.length() * CHARACTER_WIDTH) + 24);
        }
        int y = MARGIN;
        for (String name : column) {
            boxes.put(name, new Box(x, y, widest));
            y += ROW_HEIGHT;
        }
        height = Math.max(height, y - ROW_HEIGHT + BOX_HEIGHT);
        return x + widest + COLUMN_GAP;
    }

    void print(PrintWriter out) {
        out.println("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height
                + "\" font-family=\"monospace\" font-size=\"12\">");
        out.println(
                "<defs><marker id=\"head\" markerWidth=\"9\" markerHeight=\"7\" refX=\"9\" refY=\"3.5\" orient=\"auto\">"
                        + "<path d=\"M0,0 L9,3.5 L0,7 z\"/></marker></defs>");
        arrows.forEach(arrow -> line(arrow, out));
        boxes.forEach((name, box) -> {
            out.println("<rect x=\"" + box.x + "\" y=\"" + box.y + "\" width=\"" + box.width + "\" height=\""
                    + BOX_HEIGHT + "\" rx=\"6\" fill=\"#eef3fb\" stroke=\"#456\"/>");
            out.println("<text x=\"" + (box.x + box.width / 2) + "\" y=\"" + (box.middle() + 4)
                    + "\" text-anchor=\"middle\">" + escaped(name) + "</text>");
        });
        out.println("</svg>");
    }

    private void line(TopologyCommand.Arrow arrow, PrintWriter out) {
        Box from = boxes.get(arrow.source());
        Box to = boxes.get(arrow.target());
        if (from == null || to == null) {
            return;
        }
        int x = from.x + from.width;
        List<String> parts = new ArrayList<>(List.of(arrow.label().split(", ", 2)));
        out.println("<line x1=\"" + x + "\" y1=\"" + from.middle() + "\" x2=\"" + to.x + "\" y2=\"" + to.middle()
                + "\" stroke=\"#456\" marker-end=\"url(#head)\"" + (arrow.flows() ? "" : " stroke-dasharray=\"5 4\"")
                + "/>");
        int middle = (from.middle() + to.middle()) / 2;
        for (int i = 0; i < parts.size(); i++) {
            out.println("<text x=\"" + (x + to.x) / 2 + "\" y=\"" + (middle - 8 + 22 * i)
                    + "\" text-anchor=\"middle\" fill=\"#234\">" + escaped(parts.get(i)) + "</text>");
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
