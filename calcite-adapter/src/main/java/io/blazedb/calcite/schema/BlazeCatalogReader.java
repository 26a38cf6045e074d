/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.schema;

import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Finds tables by the names in a statement, letter for letter. */
public final class BlazeCatalogReader extends CalciteCatalogReader {
    private static final CalciteConnectionConfig CONFIG = config();

    public BlazeCatalogReader(RelDataTypeFactory typeFactory, Function<List<String>, @Nullable BlazeTable> tables) {
        super(
                CalciteSchema.createRootSchema(false, false, "", new NameSchema(tables)),
                SqlNameMatchers.withCaseSensitive(true),
                NameSchema.paths(),
                typeFactory,
                CONFIG);
    }

    private static CalciteConnectionConfig config() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
        return new CalciteConnectionConfigImpl(properties);
    }
}
