/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Named queries take the access path, join method and order that a person would choose. */
class PlanTest {
    private static TestDatabase database;

    @BeforeAll
    static void fill() {
        database = TestDatabase.inMemory();
        database.run("CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40), city VARCHAR(20));"
                + "CREATE TABLE orders (id BIGINT PRIMARY KEY, customer_id INTEGER, placed DATE, total DECIMAL(10,2));"
                + "CREATE INDEX orders_customer ON orders (customer_id, placed);"
                + "CREATE TABLE lines (order_id BIGINT, line INTEGER, product VARCHAR(10), quantity INTEGER,"
                + " PRIMARY KEY (order_id, line))");
        for (int start = 0; start < 3000; start += 500) {
            StringBuilder customers = new StringBuilder("INSERT INTO customers VALUES ");
            StringBuilder orders = new StringBuilder("INSERT INTO orders VALUES ");
            for (int i = start; i < start + 500; i++) {
                String comma = i == start ? "" : ", ";
                customers.append(comma).append("(" + i + ", 'c" + i + "', 'city" + i % 7 + "')");
                orders.append(comma).append("(" + i + ", " + i / 3 + ", DATE '2020-01-01', " + i + ")");
            }
            database.run(customers.toString());
            database.run(orders.toString());
        }
        database.run("INSERT INTO lines SELECT id, 1, 'p', 2 FROM orders");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static String plan(String sql) {
        return String.join("\n", database.rows("EXPLAIN PLAN FOR " + sql));
    }

    @Test
    void wholePrimaryKeyIsSought() {
        assertThat(plan("SELECT name FROM customers WHERE id = 5"))
                .contains("BlazeKeySeek main.public.customers on id = 5");
        assertThat(plan("SELECT name FROM customers WHERE id IN (5, 7, 9)"))
                .contains("BlazeKeySeek", "id IN (5, 7, 9)");
        assertThat(plan("SELECT * FROM lines WHERE order_id = 3 AND line = 1")).contains("BlazeKeySeek");
        assertThat(plan("UPDATE customers SET name = 'x' WHERE id = 5")).contains("BlazeUpdate", "BlazeKeySeek");
        assertThat(plan("DELETE FROM customers WHERE id = 5")).contains("BlazeDelete", "BlazeKeySeek");
    }

    @Test
    void nodesThatRunOverBatchesAreMarked() {
        assertThat(plan("SELECT name, COUNT(*) FROM customers GROUP BY name"))
                .contains("BlazeAggregate by name COUNT(*)  (rows ")
                .containsPattern("BlazeTableScan main.public.customers  \\(rows \\d+, batches\\)");
        assertThat(plan("SELECT id FROM customers INTERSECT SELECT id FROM orders"))
                .containsPattern("BlazeIntersect  \\(rows \\d+, batches\\)");
        assertThat(plan("SELECT name FROM customers WHERE id = 5")).doesNotContain("batches");
    }

    @Test
    void tablesBeforeLateralAreJoinedByTheConditionsOnThem() {
        assertThat(plan("SELECT * FROM customers AS c, orders AS o, LATERAL (VALUES (c.name), ('x')) AS l (v)"
                        + " WHERE c.id = o.customer_id AND l.v <> 'y'"))
                .containsPattern("BlazeApply inner[^\\n]*\\n *(BlazeProject[^\\n]*\\n *)?Blaze(Hash|Lookup)Join")
                .doesNotContain("BlazeNestedLoopJoin");
    }

    @Test
    void startOfPrimaryKeyIsARange() {
        assertThat(plan("SELECT * FROM lines WHERE order_id = 3"))
                .contains("BlazeKeyRange main.public.lines on order_id = 3");
        assertThat(plan("SELECT * FROM customers WHERE id >= 10 AND id < 20"))
                .contains("BlazeKeyRange", "id >= 10 and id < 20");
        assertThat(plan("SELECT * FROM customers WHERE id BETWEEN 10 AND 20")).contains("BlazeKeyRange");
    }

    @Test
    void indexIsUsed() {
        assertThat(plan("SELECT total FROM orders WHERE customer_id = 5"))
                .contains("BlazeIndexScan main.public.orders using orders_customer on customer_id = 5");
        assertThat(plan("SELECT total FROM orders WHERE customer_id = 5 AND placed > DATE '2020-01-01'"))
                .contains("customer_id = 5 and placed > 2020-01-01");
        assertThat(plan("SELECT total FROM orders WHERE customer_id = ?")).contains("customer_id = ?1");
    }

    @Test
    void orderOfAKeySavesSorting() {
        assertThat(plan("SELECT * FROM customers ORDER BY id")).doesNotContain("Sort");
        assertThat(plan("SELECT * FROM customers ORDER BY id DESC LIMIT 3")).contains("BlazeLimit", "backwards");
        assertThat(plan("SELECT * FROM customers WHERE id >= ? AND city <> 'x' ORDER BY id LIMIT 20"))
                .contains("BlazeLimit", "BlazeKeyRange main.public.customers on id >= ?1");
        assertThat(plan("SELECT * FROM orders WHERE customer_id = 5 ORDER BY placed"))
                .doesNotContain("Sort");
        assertThat(plan("SELECT * FROM orders ORDER BY customer_id, placed LIMIT 5"))
                .contains("BlazeLimit", "using orders_customer");
        assertThat(plan("SELECT * FROM customers ORDER BY name LIMIT 5")).contains("BlazeTopN");
        assertThat(plan("SELECT * FROM customers ORDER BY name")).contains("BlazeSort");
    }

    @Test
    void fewRowsAreJoinedByLookup() {
        assertThat(plan("SELECT c.name FROM orders o JOIN customers c ON o.customer_id = c.id WHERE o.id = 7"))
                .contains("BlazeLookupJoin inner", "BlazeKeySeek main.public.orders", "on id = customer_id");
        assertThat(plan("SELECT o.total FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.id = 7"))
                .contains("BlazeLookupJoin left", "using orders_customer on customer_id = id");
    }

    @Test
    void manyRowsAreJoinedByHash() {
        assertThat(
                        plan(
                                "SELECT c.city, SUM(o.total) FROM orders o JOIN customers c ON o.customer_id = c.id GROUP BY c.city"))
                .contains("BlazeHashJoin inner", "BlazeAggregate by city");
    }

    @Test
    void joinsAreOrderedBySize() {
        String plan = plan("SELECT l.product FROM lines l, orders o, customers c"
                + " WHERE l.order_id = o.id AND o.customer_id = c.id AND c.id = 17");
        assertThat(plan).contains("BlazeKeySeek main.public.customers").doesNotContain("BlazeTableScan");
    }

    @Test
    void whatEveryBranchDemandsIsDemandedOnce() {
        assertThat(plan("SELECT c.name FROM customers c, orders o WHERE (c.id = o.customer_id AND c.city = 'city1'"
                        + " AND o.total > 5) OR (c.id = o.customer_id AND c.city = 'city2' AND o.total < 3)"))
                .contains("HashJoin")
                .doesNotContain("NestedLoop");
        assertThat(plan("SELECT name FROM customers WHERE (id = 5 AND city = 'a') OR (name = 'b' AND id = 5)"))
                .contains("BlazeKeySeek main.public.customers on id = 5");
    }

    @Test
    void aConditionThatCannotHoldReadsNothing() {
        assertThat(plan("SELECT name FROM customers WHERE 1 = 0")).doesNotContain("customers");
        assertThat(plan("SELECT name FROM customers WHERE id > 3 AND NULL IS NOT NULL"))
                .doesNotContain("customers");
        assertThat(plan("SELECT city FROM customers WHERE 1 / id > 0 GROUP BY city HAVING NULL > 1"))
                .doesNotContain("customers");
        assertThat(database.rows("SELECT city FROM customers WHERE 1 / id > 0 GROUP BY city HAVING NULL > 1"))
                .isEmpty();
        assertThat(database.rows("SELECT COUNT(*), MAX(name) FROM customers WHERE 1 = 0"))
                .containsExactly("0,null");
        assertThat(database.rows("SELECT COUNT(*) FROM customers c LEFT JOIN orders o ON 1 = 0 WHERE 2 > 1"))
                .containsExactly("3000");
        assertThat(database.rows("SELECT COUNT(*) FROM customers WHERE EXISTS (SELECT 1 FROM orders WHERE 1 = 0)"))
                .containsExactly("0");
    }
}
