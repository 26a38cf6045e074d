/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.patterns;

import static io.blazedb.client.Privilege.SUBSCRIBE;

import io.blazedb.client.AppGroup;
import io.blazedb.client.BlazeDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One app publishes, many consume: each keeps a replica of what it was granted and no consumer knows of another. */
final class HubPattern {
    private HubPattern() {}

    static List<String> run(Path directory) throws Exception {
        List<String> seen = new ArrayList<>();
        try (BlazeDatabase catalog = Patterns.open(directory, "catalog")) {
            catalog.execute(
                    "CREATE TABLE product (id BIGINT PRIMARY KEY, name VARCHAR(40), price INTEGER, cost INTEGER)");
            catalog.insert("product", Map.of("id", 1, "name", "Lamp", "price", 30, "cost", 11));
            catalog.publish("prices", tables -> tables.table("product").columns("id", "name", "price"))
                    .grantTo(AppGroup.named(Patterns.GROUP), SUBSCRIBE);
            for (String consumer : List.of("shop", "invoices", "newsletter")) {
                try (BlazeDatabase database = Patterns.open(directory, consumer)) {
                    database.attach(Patterns.source("catalog"), "catalog");
                    catalog.execute("UPDATE product SET price = price + 1 WHERE id = 1");
                    long price = catalog.sql("SELECT price FROM product").get(0).getLong("price");
                    Patterns.await(database, "SELECT CAST(price AS BIGINT) FROM catalog.product", price);
                    seen.add(consumer + ": "
                            + Patterns.line(
                                    database.query("catalog.product").all().get(0)));
                }
            }
        }
        return seen;
    }
}
