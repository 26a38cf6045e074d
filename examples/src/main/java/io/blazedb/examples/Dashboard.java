/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.Row;
import io.blazedb.client.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The management's app. It owns none of the data: it attaches what the three departments let it have, joins it as if it were one
 * database, and is told when a sale is made.
 */
public final class Dashboard {
    /** Revenue by store manager (Hr), product family (Sales) and customer city (Crm), in one statement over three apps. */
    public static final String REVENUE = """
            SELECT e.full_name AS manager, pc.product_family, c.city, SUM(s.store_sales) AS revenue, COUNT(*) AS sales
            FROM (SELECT product_id, customer_id, store_id, store_sales FROM sales.sales_fact_1997
                  UNION ALL
                  SELECT product_id, customer_id, store_id, store_sales FROM sales.sales_fact_1998) AS s
            JOIN sales.product AS p ON p.product_id = s.product_id
            JOIN sales.product_class AS pc ON pc.product_class_id = p.product_class_id
            JOIN crm.customer AS c ON c.customer_id = s.customer_id
            JOIN hr.employee AS e ON e.store_id = s.store_id AND e.position_title = 'Store Manager'
            GROUP BY e.full_name, pc.product_family, c.city""";

    private final BlazeDatabase database;
    private final Queue<String> notifications = new ConcurrentLinkedQueue<>();

    private Dashboard(BlazeDatabase database) {
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        try (BlazeDatabase database = Suite.open(Path.of(args[0]), "dashboard", "Dashboard", Suite.FOODMART)) {
            Dashboard dashboard = new Dashboard(database);
            dashboard.attach();
            try (Watch watch = database.watch("sales.sales_fact_1998", change -> dashboard.saleMade(change.newRow()))) {
                new Control()
                        .on("query", arguments -> Suite.lines(database.sql(arguments.get(0))))
                        .on("notifications", arguments -> dashboard.notifications(watch))
                        .serve();
            }
        }
    }

    /** Each becomes a live replica inside of the dashboard's own encrypted file; a second start finds it there. */
    private void attach() {
        for (String source : List.of("Hr/hr", "Crm/crm", "Sales/sales")) {
            String alias = source.substring(source.indexOf('/') + 1);
            database.attach("app://" + Suite.FOODMART + "/" + source, alias);
        }
    }

    private void saleMade(@Nullable Row sale) {
        long now = Suite.nanos();
        if (sale != null) {
            notifications.add(sale.getLong("sale_id") + " " + now);
        }
    }

    /** The sales heard of since the last call: number and time of the notification. */
    private String notifications(Watch watch) {
        RuntimeException failure = watch.failure();
        if (failure != null) {
            throw failure;
        }
        StringBuilder lines = new StringBuilder();
        String next;
        while ((next = notifications.poll()) != null) {
            lines.append(lines.isEmpty() ? "" : "\n").append(next);
        }
        return lines.toString();
    }
}
