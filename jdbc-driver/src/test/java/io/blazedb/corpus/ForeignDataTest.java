/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Databases of others as they come: definitions, rows and foreign keys, from the scripts that HSQLDB keeps them in. */
class ForeignDataTest {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    @Test
    void chinookLoadsWithItsForeignKeys() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:blazedb:mem:chinook")) {
            load(connection, "/chinook.script", "chinook", Integer.MAX_VALUE);
            assertThat(Answers.of(
                            connection,
                            "SELECT COUNT(*) FROM information_schema.table_constraints"
                                    + " WHERE constraint_type = 'FOREIGN KEY' AND table_schema = 'chinook'"))
                    .containsExactly("11");
            assertThat(Answers.of(connection, """
                            SELECT "Artist"."Name", COUNT(*), SUM("InvoiceLine"."UnitPrice" * "Quantity") AS "Sold"
                            FROM "Artist" JOIN "Album" USING ("ArtistId") JOIN "Track" USING ("AlbumId")
                              JOIN "InvoiceLine" USING ("TrackId")
                            GROUP BY "Artist"."Name" ORDER BY "Sold" DESC, 1 LIMIT 3"""))
                    .containsExactly("Iron Maiden|140|138.6", "U2|107|105.93", "Metallica|91|90.09");
            assertThat(Answers.of(connection, """
                            WITH RECURSIVE chain (id, depth) AS (
                              SELECT "EmployeeId", 0 FROM "Employee" WHERE "ReportsTo" IS NULL
                              UNION ALL
                              SELECT e."EmployeeId", depth + 1 FROM "Employee" e JOIN chain ON e."ReportsTo" = chain.id)
                            SELECT depth, COUNT(*) FROM chain GROUP BY depth ORDER BY depth""")).containsExactly("0|1", "1|2", "2|5");
            assertThatThrownBy(() -> Answers.run(connection, "DELETE FROM \"Artist\" WHERE \"ArtistId\" = 90"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("23503"));
        }
    }

    /** FoodMart comes without foreign keys; those that its tables have by design are made, and hold. */
    @Test
    void foodMartLoadsAndItsForeignKeysHold() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:blazedb:mem:foodmart")) {
            load(connection, "/foodmart.script", "foodmart", 200, "product", "promotion", "time_by_day");
            Answers.run(
                    connection,
                    "ALTER TABLE product_class ADD UNIQUE (product_class_id)",
                    "ALTER TABLE region ADD UNIQUE (region_id)",
                    "ALTER TABLE product ADD FOREIGN KEY (product_class_id) REFERENCES product_class (product_class_id)",
                    "ALTER TABLE store ADD FOREIGN KEY (region_id) REFERENCES region (region_id)",
                    "ALTER TABLE sales_fact_1997 ADD FOREIGN KEY (product_id) REFERENCES product (product_id)",
                    "ALTER TABLE sales_fact_1997 ADD FOREIGN KEY (store_id) REFERENCES store (store_id)",
                    "ALTER TABLE sales_fact_1997 ADD FOREIGN KEY (time_id) REFERENCES time_by_day (time_id)",
                    "ALTER TABLE sales_fact_1997 ADD FOREIGN KEY (promotion_id) REFERENCES promotion (promotion_id)");
            assertThat(Answers.of(connection, """
                            SELECT COUNT(*) FROM sales_fact_1997 s JOIN product USING (product_id)
                              JOIN product_class USING (product_class_id) JOIN store USING (store_id)
                              JOIN time_by_day USING (time_id) JOIN promotion ON promotion.promotion_id = s.promotion_id""")).containsExactly("200");
            assertThatThrownBy(() -> Answers.run(connection, "UPDATE sales_fact_1997 SET product_id = -1"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo("23503"));
        }
    }

    /** Runs the script's definitions and, of the rows of each table that is not wanted as a whole, the first ones. */
    private static void load(Connection connection, String script, String schema, int rowsMax, String... wholeTables)
            throws SQLException, IOException {
        Answers.run(connection, "CREATE SCHEMA " + schema, "SET SCHEMA " + schema);
        connection.setAutoCommit(false);
        List<String> later = new ArrayList<>();
        String table = "";
        int rows = 0;
        try (InputStream in = Objects.requireNonNull(ForeignDataTest.class.getResourceAsStream(script));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
                Statement statement = connection.createStatement()) {
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith("INSERT INTO \"")) {
                    String into = line.substring(0, line.indexOf(" VALUES"));
                    rows = into.equals(table) ? rows + 1 : 1;
                    table = into;
                    boolean whole =
                            List.of(wholeTables).contains(into.substring("INSERT INTO \"".length(), into.length() - 1));
                    if (whole || rows <= rowsMax) {
                        statement.execute(unescaped(line));
                    }
                } else if (line.startsWith("CREATE MEMORY TABLE")) {
                    String definition = line.replace("MEMORY ", "");
                    Matcher key = Pattern.compile(",(CONSTRAINT \"[^\"]+\" FOREIGN KEY\\(.*?\\) REFERENCES .*?\\))")
                            .matcher(definition);
                    String name = definition.substring("CREATE TABLE ".length(), definition.indexOf('('));
                    while (key.find()) {
                        later.add("ALTER TABLE " + name + " ADD " + key.group(1));
                    }
                    statement.execute(key.replaceAll(""));
                } else if (line.startsWith("ALTER TABLE")) {
                    later.add(line);
                } else if (line.matches("CREATE (UNIQUE )?INDEX.*")) {
                    statement.execute(line.replaceFirst("ON \"" + schema + "\"\\.", "ON "));
                }
            }
            connection.commit();
            for (String key : later) {
                statement.execute(key);
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String unescaped(String line) {
        return ESCAPE.matcher(line)
                .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    }
}
