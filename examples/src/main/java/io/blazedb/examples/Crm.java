/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/** The customer department's app. It lets the dashboard have the customers of one country, without income and address. */
public final class Crm {
    private final Connection database;

    private Crm(Connection database) {
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        try (Connection database = Suite.connect(Path.of(args[0]), "crm", "Crm", Suite.FOODMART)) {
            Crm crm = new Crm(database);
            new Control()
                    .on("load", arguments -> crm.load(arguments.get(0)))
                    .on("publish", arguments -> crm.publish())
                    .serve();
        }
    }

    /** Moves the customers from the old database into the app's own encrypted file. */
    private String load(String foodMart) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("""
                    CREATE TABLE customer (
                      customer_id INTEGER PRIMARY KEY,
                      account_num BIGINT NOT NULL,
                      lname VARCHAR(30) NOT NULL,
                      fname VARCHAR(30) NOT NULL,
                      address1 VARCHAR(30),
                      city VARCHAR(30),
                      state_province VARCHAR(30),
                      postal_code VARCHAR(30) NOT NULL,
                      country VARCHAR(30) NOT NULL,
                      phone1 VARCHAR(30) NOT NULL,
                      birthdate DATE NOT NULL,
                      marital_status VARCHAR(30) NOT NULL,
                      yearly_income VARCHAR(30) NOT NULL,
                      gender VARCHAR(30) NOT NULL,
                      total_children SMALLINT NOT NULL,
                      education VARCHAR(30) NOT NULL,
                      date_accnt_opened DATE NOT NULL,
                      member_card VARCHAR(30),
                      occupation VARCHAR(30),
                      fullname VARCHAR(60) NOT NULL)""");
        }
        try (Connection source = FoodMart.connect(foodMart)) {
            long customers = FoodMart.copy(
                    source,
                    database,
                    "customer",
                    List.of(
                            "customer_id",
                            "account_num",
                            "lname",
                            "fname",
                            "address1",
                            "city",
                            "state_province",
                            "postal_code",
                            "country",
                            "phone1",
                            "birthdate",
                            "marital_status",
                            "yearly_income",
                            "gender",
                            "total_children",
                            "education",
                            "date_accnt_opened",
                            "member_card",
                            "occupation",
                            "fullname"));
            return String.format(Locale.ROOT, "%,d customers", customers);
        }
    }

    /** Names the columns that may leave; whatever is added to the table later stays here until it is named. */
    private String publish() throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("""
                    CREATE PUBLICATION usa
                      FOR TABLE customer (customer_id, fullname, city, state_province, country, member_card)
                      WHERE (country = 'USA')""");
            statement.execute("GRANT SELECT, SUBSCRIBE ON PUBLICATION usa TO APP 'Dashboard'");
        }
        return "customers of the USA without income and address";
    }
}
