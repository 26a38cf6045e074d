/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import io.blazedb.examples.Control;
import io.blazedb.examples.Dashboard;
import io.blazedb.examples.FoodMart;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A company: three departments share parts of their data with a dashboard that owns none of it. */
final class CompanyAct {
    private static final Duration LOAD = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMinutes(3);
    private static final Duration NOTIFICATION = Duration.ofSeconds(30);
    private static final int ROWS_PRINTED = 6;
    private static final int SALES = 50;
    private static final long PAUSE_MILLIS = 10;
    private static final double NANOS_PER_MILLI = 1_000_000.0;
    private static final BigDecimal LARGE_SALE = new BigDecimal("1234.56");
    private static final BigDecimal SMALL_SALE = BigDecimal.ONE;
    private static final int STORE = 7;
    private static final int PRODUCT = 1;
    private static final List<String> HIDDEN = List.of("salary", "birth_date", "marital_status");

    private final Stage stage;
    private final Cast cast;
    private final Path device;

    CompanyAct(Stage stage, Cast cast, Path device) {
        this.stage = stage;
        this.cast = cast;
        this.device = device;
    }

    void play() throws Exception {
        stage.title("1  Three apps move a company's data into encrypted files of their own");
        AppProcess foodMart = cast.app("FoodMart", device, "-Xms700m", "-Xmx900m");
        AppProcess hr = cast.app("Hr", device, "-Xmx256m");
        AppProcess crm = cast.app("Crm", device, "-Xmx256m");
        AppProcess sales = cast.app("Sales", device, "-Xmx512m");
        stage.step("the company's old database and three apps start", () -> {
            for (AppProcess app : List.of(hr, crm, sales, foodMart)) {
                app.ready(Cast.START);
            }
            return true;
        });
        String url = foodMart.call(SHORT, "url");
        List<AppProcess> departments = List.of(hr, crm, sales);
        List<String> loaded = stage.step(
                "Hr, Crm and Sales load",
                () -> Together.all(departments.stream()
                        .<Callable<String>>map(app -> () -> app.call(LOAD, "load", url))
                        .toList()));
        for (int i = 0; i < departments.size(); i++) {
            stage.say(
                    String.format(Locale.ROOT, "    %-6s %s", departments.get(i).name(), loaded.get(i)));
        }

        stage.title("2  A dashboard attaches what each app grants it, and joins it");
        for (AppProcess app : departments) {
            stage.say(String.format(Locale.ROOT, "    %-6s publishes %s", app.name(), app.call(SHORT, "publish")));
        }
        try (Connection old = FoodMart.connect(url)) {
            AppProcess dashboard = attach(old);
            Map<Revenue.Key, Revenue.Figure> figures = join(dashboard, old);
            foodMart.close();
            watch(dashboard, sales, figures);
        }
        secrets();
    }

    /** Starts the dashboard and waits until its replicas hold what they should. */
    private AppProcess attach(Connection old) throws Exception {
        Map<String, Long> expected = new TreeMap<>();
        expected.put("hr", count(old, "SELECT COUNT(*) FROM \"employee\""));
        expected.put("crm", count(old, "SELECT COUNT(*) FROM \"customer\" WHERE \"country\" = 'USA'"));
        long facts = 0;
        for (String table : List.of("sales_fact_1997", "sales_fact_1998", "product", "product_class", "store")) {
            facts += count(old, "SELECT COUNT(*) FROM \"" + table + "\"");
        }
        expected.put("sales", facts);
        long total = expected.values().stream().mapToLong(Long::longValue).sum();
        AppProcess dashboard = cast.app("Dashboard", device, "-Xmx512m");
        Map<String, Long> rows = new TreeMap<>();
        long begin = System.nanoTime();
        boolean live = stage.step("Dashboard starts and attaches Hr, Crm and Sales", () -> {
            dashboard.ready(SHORT);
            return Together.await(LOAD, () -> {
                rows.clear();
                dashboard
                        .call(SHORT, "query", "SELECT alias, \"rows\" FROM blaze.attachments WHERE state = 'LIVE'")
                        .lines()
                        .map(Control::decode)
                        .forEach(cells -> rows.put(cells.get(0), Long.valueOf(cells.get(1))));
                return rows.equals(expected);
            });
        });
        double seconds = (System.nanoTime() - begin) / NANOS_PER_MILLI / 1000;
        stage.claim(
                "the dashboard holds exactly the rows granted to it",
                live,
                live ? String.format(Locale.ROOT, "%,d rows in %.1f s", total, seconds) : rows + ", not " + expected);
        hiddenColumns(dashboard, old);
        return dashboard;
    }

    /** Looks for what Hr does not publish in everything that the dashboard can read. */
    private void hiddenColumns(AppProcess dashboard, Connection old) throws Exception {
        List<String> columns = dashboard
                .call(SHORT, "query", "SELECT column_name FROM information_schema.columns WHERE table_catalog = 'hr'")
                .lines()
                .toList();
        boolean named = columns.stream().anyMatch(HIDDEN::contains);
        String refused = "";
        try {
            dashboard.call(SHORT, "query", "SELECT salary FROM hr.employee");
        } catch (AppFailure failure) {
            refused = failure.sqlState();
        }
        stage.claim(
                "salary, birth date, marital status are not there",
                !named && !columns.isEmpty() && refused.equals("42703"),
                columns.size() + " of 17 columns; SQLSTATE " + refused);
        Set<String> birthDates = new HashSet<>();
        try (Statement statement = old.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DISTINCT \"birth_date\" FROM \"employee\"")) {
            while (rows.next()) {
                birthDates.add(rows.getString(1));
            }
        }
        String everything = dashboard.call(SHORT, "query", "SELECT * FROM hr.employee");
        Set<String> found = new HashSet<>();
        for (String line : everything.lines().toList()) {
            for (String cell : Control.decode(line)) {
                if (birthDates.contains(cell)) {
                    found.add(cell);
                }
            }
        }
        stage.claim(
                "no birth date is among the values it holds",
                found.isEmpty() && birthDates.size() > 1,
                birthDates.size() + " dates searched, " + found.size() + " found");
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Map<Revenue.Key, Revenue.Figure> join(AppProcess dashboard, Connection old) throws Exception {
        long begin = System.nanoTime();
        Map<Revenue.Key, Revenue.Figure> figures = stage.step(
                "one SQL statement joins the three apps",
                () -> Revenue.parse(dashboard.call(SHORT, "query", Dashboard.REVENUE)));
        double seconds = (System.nanoTime() - begin) / NANOS_PER_MILLI / 1000;
        Revenue.print(stage, figures, ROWS_PRINTED);
        Map<Revenue.Key, Revenue.Figure> original =
                stage.step("the old database answers the same question", () -> Revenue.fromFoodMart(old));
        stage.claim(
                "the join over three apps equals the old database",
                figures.equals(original) && !figures.isEmpty(),
                String.format(Locale.ROOT, "%,d figures, in %.1f s", figures.size(), seconds));
        return figures;
    }

    private void watch(AppProcess dashboard, AppProcess sales, Map<Revenue.Key, Revenue.Figure> before)
            throws Exception {
        stage.title("3  A sale is made, and the dashboard knows");
        List<String> customer = Control.decode(dashboard.call(
                SHORT,
                "query",
                "SELECT customer_id, city FROM crm.customer ORDER BY customer_id FETCH FIRST 1 ROW ONLY"));
        String manager = dashboard.call(
                SHORT,
                "query",
                "SELECT full_name FROM hr.employee WHERE store_id = " + STORE
                        + " AND position_title = 'Store Manager'");
        String family = dashboard.call(
                SHORT,
                "query",
                "SELECT pc.product_family FROM sales.product AS p JOIN sales.product_class AS pc"
                        + " ON pc.product_class_id = p.product_class_id WHERE p.product_id = " + PRODUCT);
        List<Double> latencies = new ArrayList<>();
        Map<Long, Long> notified = new HashMap<>();
        BigDecimal sold = BigDecimal.ZERO;
        for (int i = 0; i <= SALES; i++) {
            BigDecimal price = i == 0 ? LARGE_SALE : SMALL_SALE;
            String[] sale = sales.call(
                            SHORT,
                            "sell",
                            Integer.toString(PRODUCT),
                            customer.get(0),
                            Integer.toString(STORE),
                            price.toString())
                    .split(" ");
            long saleId = Long.parseLong(sale[0]);
            boolean heard = Together.await(NOTIFICATION, () -> {
                dashboard
                        .call(SHORT, "notifications")
                        .lines()
                        .map(line -> line.split(" "))
                        .forEach(words -> notified.put(Long.valueOf(words[0]), Long.valueOf(words[1])));
                return notified.containsKey(saleId);
            });
            if (!heard) {
                break;
            }
            sold = sold.add(price);
            if (i > 0) {
                latencies.add((notified.getOrDefault(saleId, 0L) - Long.parseLong(sale[1])) / NANOS_PER_MILLI);
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        double[] sorted =
                latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        stage.claim(
                "every sale is notified, commit to callback",
                sorted.length == SALES,
                sorted.length == 0
                        ? "none arrived"
                        : String.format(
                                Locale.ROOT,
                                "median %.2f ms, slowest %.2f ms, %d sales",
                                sorted[sorted.length / 2],
                                Arrays.stream(sorted).max().orElse(0),
                                sorted.length));
        Map<Revenue.Key, Revenue.Figure> expected = new TreeMap<>(before);
        Revenue.Key key = new Revenue.Key(manager, family, customer.get(1));
        BigDecimal amount = sold;
        expected.merge(key, new Revenue.Figure(amount, SALES + 1), (old, added) -> old.plus(amount, SALES + 1));
        Map<Revenue.Key, Revenue.Figure> after = stage.step(
                "the dashboard joins again", () -> Revenue.parse(dashboard.call(SHORT, "query", Dashboard.REVENUE)));
        stage.claim(
                "one figure changed, by exactly what was sold",
                after.equals(expected),
                key.manager() + ", " + key.family() + ", " + key.city() + ": +" + amount.toPlainString());
    }

    private void secrets() throws Exception {
        FileSearch.Result result = FileSearch.search(
                device,
                List.of(
                        "Sheri Nowmer",
                        "Store Manager",
                        "Graduate Degree",
                        "Seattle",
                        "1961-08-26",
                        "80000.0000",
                        "$30K - $50K",
                        "sales_fact_1997",
                        "marital_status"));
        stage.claim(
                "nothing can be read in the company's files",
                result.found().isEmpty() && result.files() > 0,
                result.figure());
    }
}
