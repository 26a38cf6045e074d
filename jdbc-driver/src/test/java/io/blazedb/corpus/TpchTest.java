/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchColumnType;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The 22 queries of TPC-H give the same answers as H2 does, over the same small data. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TpchTest {
    private static final double SCALE = 0.01;

    private static final Map<String, String> KEYS = Map.of(
            "region", "r_regionkey",
            "nation", "n_nationkey",
            "supplier", "s_suppkey",
            "customer", "c_custkey",
            "part", "p_partkey",
            "partsupp", "ps_partkey, ps_suppkey",
            "orders", "o_orderkey",
            "lineitem", "l_orderkey, l_linenumber");

    /** The peer joins a product of the tables unless the condition that all branches share stands by itself. */
    private static final Map<Integer, String> PEER_TEXT = Map.of(19, """
            SELECT sum(l_extendedprice * (1 - l_discount)) FROM lineitem, part
            WHERE p_partkey = l_partkey AND l_shipmode IN ('AIR', 'AIR REG') AND l_shipinstruct = 'DELIVER IN PERSON'
              AND (p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
                  AND l_quantity BETWEEN 1 AND 11 AND p_size BETWEEN 1 AND 5
                OR p_brand = 'Brand#23' AND p_container IN ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
                  AND l_quantity BETWEEN 10 AND 20 AND p_size BETWEEN 1 AND 10
                OR p_brand = 'Brand#34' AND p_container IN ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
                  AND l_quantity BETWEEN 20 AND 30 AND p_size BETWEEN 1 AND 15)""");

    private Connection blaze;
    private Connection peer;

    @BeforeAll
    void load() throws SQLException {
        blaze = DriverManager.getConnection("jdbc:blazedb:mem:tpch");
        peer = DriverManager.getConnection("jdbc:h2:mem:tpch;DATABASE_TO_LOWER=TRUE;NON_KEYWORDS=VALUE");
        for (TpchTable<?> table : TpchTable.getTables()) {
            copy(table);
        }
        for (Connection database : List.of(blaze, peer)) {
            Answers.run(
                    database,
                    "CREATE INDEX l_part ON lineitem (l_partkey, l_suppkey)",
                    "CREATE INDEX o_cust ON orders (o_custkey)",
                    "ANALYZE");
        }
    }

    @AfterAll
    void close() throws SQLException {
        blaze.close();
        peer.close();
    }

    private <E extends TpchEntity> void copy(TpchTable<E> table) throws SQLException {
        String name = table.getTableName();
        String columns = table.getColumns().stream()
                .map(column -> column.getColumnName() + " " + type(column.getType()) + " NOT NULL")
                .collect(Collectors.joining(", "));
        String create = "CREATE TABLE " + name + " (" + columns + ", PRIMARY KEY (" + KEYS.get(name) + "))";
        String insert = "INSERT INTO " + name + " VALUES ("
                + table.getColumns().stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
        for (Connection database : List.of(blaze, peer)) {
            Answers.run(database, create);
            database.setAutoCommit(false);
            try (PreparedStatement statement = database.prepareStatement(insert)) {
                for (E entity : table.createGenerator(SCALE, 1, 1)) {
                    int i = 1;
                    for (TpchColumn<E> column : table.getColumns()) {
                        statement.setObject(i++, value(column, entity));
                    }
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            database.commit();
            database.setAutoCommit(true);
        }
    }

    private static String type(TpchColumnType type) {
        return switch (type.getBase()) {
            case INTEGER -> "INTEGER";
            case IDENTIFIER -> "BIGINT";
            case DATE -> "DATE";
            case DOUBLE -> "DECIMAL(15, 2)";
            case VARCHAR -> "VARCHAR(" + type.getPrecision().orElseThrow() + ")";
        };
    }

    private static <E extends TpchEntity> Object value(TpchColumn<E> column, E entity) {
        return switch (column.getType().getBase()) {
            case INTEGER -> column.getInteger(entity);
            case IDENTIFIER -> column.getIdentifier(entity);
            case DATE -> java.time.LocalDate.ofEpochDay(column.getDate(entity));
            case DOUBLE ->
                java.math.BigDecimal.valueOf(column.getDouble(entity)).setScale(2);
            case VARCHAR -> column.getString(entity);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
    void givesTheAnswerOfThePeer(int number) throws SQLException, IOException {
        List<String> statements = statements(number);
        String query = statements.get(statements.size() - 1);
        for (String first : statements.subList(0, statements.size() - 1)) {
            Answers.run(blaze, first);
            Answers.run(peer, first);
        }
        String forPeer = PEER_TEXT.getOrDefault(number, query.replaceAll("decimal '([0-9.]+)'", "$1"));
        assertThat(Answers.of(blaze, query)).isNotEmpty().isEqualTo(Answers.of(peer, forPeer));
    }

    private static List<String> statements(int number) throws IOException {
        String name = "/io/trino/tpch/queries/q" + number + ".sql";
        try (InputStream in = Objects.requireNonNull(TpchTable.class.getResourceAsStream(name))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("--.*", "")
                    .replace("date('1994-01-01')", "DATE '1994-01-01'");
            List<String> statements = new ArrayList<>();
            for (String statement : text.split(";")) {
                if (!statement.isBlank()) {
                    statements.add(statement);
                }
            }
            return statements;
        }
    }
}
