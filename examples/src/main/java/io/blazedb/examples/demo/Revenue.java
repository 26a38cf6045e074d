/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import io.blazedb.examples.Control;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The dashboard's figures: revenue and number of sales by store manager, product family and customer city. */
final class Revenue {
    /** The dashboard's query on the old database, where all tables are in one place. */
    private static final String FOODMART = """
            SELECT e."full_name", pc."product_family", c."city", SUM(s."store_sales"), COUNT(*)
            FROM (SELECT "product_id", "customer_id", "store_id", "store_sales" FROM "sales_fact_1997"
                  UNION ALL
                  SELECT "product_id", "customer_id", "store_id", "store_sales" FROM "sales_fact_1998") AS s
            JOIN "product" AS p ON p."product_id" = s."product_id"
            JOIN "product_class" AS pc ON pc."product_class_id" = p."product_class_id"
            JOIN "customer" AS c ON c."customer_id" = s."customer_id" AND c."country" = 'USA'
            JOIN "employee" AS e ON e."store_id" = s."store_id" AND e."position_title" = 'Store Manager'
            GROUP BY e."full_name", pc."product_family", c."city\"""";

    /** What is summed up. */
    record Key(String manager, String family, String city) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::manager).thenComparing(Key::family).thenComparing(Key::city);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** The sums, without trailing zeros, so that equal amounts are equal objects. */
    record Figure(BigDecimal revenue, long sales) {
        Figure {
            revenue = revenue.stripTrailingZeros();
        }

        Figure plus(BigDecimal amount, long count) {
            return new Figure(revenue.add(amount), sales + count);
        }
    }

    private Revenue() {}

    /** Figures as the dashboard app answers its query. */
    static Map<Key, Figure> parse(String lines) {
        Map<Key, Figure> figures = new TreeMap<>();
        lines.lines()
                .map(Control::decode)
                .forEach(cells -> figures.put(
                        new Key(cells.get(0), cells.get(1), cells.get(2)),
                        new Figure(new BigDecimal(cells.get(3)), Long.parseLong(cells.get(4)))));
        return figures;
    }

    /** The same figures from the old database. */
    static Map<Key, Figure> fromFoodMart(Connection foodMart) throws SQLException {
        Map<Key, Figure> figures = new TreeMap<>();
        try (Statement statement = foodMart.createStatement();
                ResultSet rows = statement.executeQuery(FOODMART)) {
            while (rows.next()) {
                figures.put(
                        new Key(rows.getString(1), rows.getString(2), rows.getString(3)),
                        new Figure(rows.getBigDecimal(4), rows.getLong(5)));
            }
        }
        return figures;
    }

    /** Prints the largest figures. */
    static void print(Stage stage, Map<Key, Figure> figures, int count) {
        List<Map.Entry<Key, Figure>> largest = figures.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Key, Figure> entry) ->
                                entry.getValue().revenue())
                        .reversed())
                .limit(count)
                .toList();
        stage.say(String.format(
                Locale.ROOT,
                "    %-20s %-16s %-18s %14s %8s",
                "store manager",
                "product family",
                "customer city",
                "revenue",
                "sales"));
        for (Map.Entry<Key, Figure> entry : largest) {
            Key key = entry.getKey();
            stage.say(String.format(
                    Locale.ROOT,
                    "    %-20s %-16s %-18s %,14.2f %,8d",
                    key.manager(),
                    key.family(),
                    key.city(),
                    entry.getValue().revenue(),
                    entry.getValue().sales()));
        }
        stage.say(String.format(Locale.ROOT, "    ... %,d rows in all", figures.size()));
    }
}
