/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableStatistics;
import io.blazedb.calcite.check.DatabaseRepair;
import io.blazedb.calcite.dml.WriteRules;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.plan.ResolvedTable;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.WriteRulesCompiler;
import io.blazedb.storage.Progress;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.care.SalvageReport;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.ChannelFile;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a healthy database of a damaged file: everything that still authenticates, with a catalog and indexes that fit it. The damaged
 * file is only read. The new one has its name only when it is whole.
 */
public final class DatabaseSalvage {
    private DatabaseSalvage() {}

    /**
     * What came of a salvage.
     *
     * @param sequence the newest commit of which anything was found
     * @param entries entries of trees in the new file
     * @param losses everything that is missing or older than it should be, a line each
     */
    public record Result(long sequence, long entries, List<String> losses) {
        public Result {
            losses = List.copyOf(losses);
        }
    }

    /**
     * Writes what is left of a damaged file to a new one.
     *
     * @throws StoreException as {@link Store#salvage}
     */
    public static Result run(Path damaged, KeySource key, Path target, Progress progress) {
        Path absolute = target.toAbsolutePath();
        if (Files.exists(absolute)) {
            throw new StoreException(StoreErrorCode.TARGET_EXISTS, "file=" + target);
        }
        Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".salvaging");
        try {
            Files.deleteIfExists(unfinished);
            SalvageReport report = Store.salvage(damaged, key, unfinished, progress);
            List<String> losses = new ArrayList<>();
            try (Store store =
                    Store.open(unfinished, key, StoreOptions.defaults().withCreate(false))) {
                DatabaseRepair.run(store, report, DatabaseSalvage::rules, new Nobody(Instant.now()), losses::add);
            }
            Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE);
            ChannelFile.forceDirectory(absolute);
            return new Result(report.sequence(), report.entries(), losses);
        } catch (IOException e) {
            throw new StoreException(StoreErrorCode.IO_ERROR, "file=" + target, e);
        } finally {
            delete(unfinished);
            delete(unfinished.resolveSibling(unfinished.getFileName() + "-lock"));
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(DatabaseSalvage.class.getName())
                    .log(System.Logger.Level.WARNING, "left behind: " + file, e);
        }
    }

    private static WriteRules rules(TableDefinition table) {
        return WriteRulesCompiler.compile(table, new NoNames(Database.MAIN, table.schema()));
    }

    /** A condition over the columns of one table names nothing else. */
    private record NoNames(String currentDatabase, String currentSchema) implements PlanningContext {
        @Override
        public @Nullable ResolvedTable resolve(List<String> names) {
            return null;
        }

        @Override
        public PlanningContext inSchema(String database, String schema) {
            return new NoNames(database, schema);
        }

        @Override
        public Set<String> databases() {
            return Set.of(currentDatabase);
        }

        @Override
        public @Nullable TableStatistics statistics(ResolvedTable table) {
            return null;
        }

        @Override
        public double estimatedRows(ResolvedTable table) {
            return 1;
        }
    }

    /** Who asks whether the rows meet their conditions. */
    private record Nobody(Instant statementTime) implements ExpressionContext {
        @Override
        public @Nullable Object parameter(int index) {
            throw new IllegalStateException("a condition has no parameters");
        }

        @Override
        public String user() {
            return "";
        }

        @Override
        public String app() {
            return "";
        }

        @Override
        public String currentDatabase() {
            return Database.MAIN;
        }

        @Override
        public String currentSchema() {
            return "public";
        }
    }
}
