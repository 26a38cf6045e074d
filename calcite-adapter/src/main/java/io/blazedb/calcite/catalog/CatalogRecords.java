/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.catalog.AttachmentDefinition.SecretKind;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.ForeignKeyDefinition.Action;
import io.blazedb.calcite.catalog.GrantDefinition.GranteeKind;
import io.blazedb.calcite.catalog.GrantDefinition.Privilege;
import io.blazedb.calcite.catalog.LinkDefinition.OnDelete;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.types.EnumLabels;
import io.blazedb.calcite.types.SqlType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Catalog records to bytes and back. Each begins with the number of its format; names of enum constants are part of it. */
final class CatalogRecords {
    private static final int FORMAT = 1;

    /** Tables with foreign keys; records of {@link #FORMAT} have none. */
    private static final int REFERENCES_FORMAT = 2;

    /** Tables with computed columns, indexes of expressions and of some rows, domains and options. */
    private static final int TABLE_FORMAT = 3;

    /** Materialized views without rows: as {@link #TABLE_FORMAT}, which all others have. */
    private static final int UNPOPULATED_FORMAT = 4;

    private CatalogRecords() {}

    static byte[] encode(TableDefinition table) {
        RecordWriter out = new RecordWriter().number(table.options().unpopulated() ? UNPOPULATED_FORMAT : TABLE_FORMAT);
        out.number(table.tree())
                .number(table.namespace())
                .text(table.schema())
                .text(table.name())
                .constant(table.kind())
                .number(table.version())
                .list(table.columns(), column -> write(out, column))
                .list(table.primaryKey(), column -> out.number(column))
                .optionalText(table.primaryKeyName())
                .list(table.indexes(), index -> write(out, index))
                .list(table.checks(), check -> out.text(check.name()).text(check.sql()))
                .optionalText(table.viewSql())
                .optionalText(table.comment())
                .list(table.foreignKeys(), key -> write(out, key))
                .list(
                        table.references(),
                        reference -> out.text(reference.schema())
                                .text(reference.table())
                                .text(reference.constraint()))
                .constant(table.options().onCommit())
                .constant(table.options().checkOption())
                .list(
                        List.copyOf(new TreeMap<>(table.options().constraintComments()).entrySet()),
                        comment -> out.text(comment.getKey()).text(comment.getValue()));
        return out.toByteArray();
    }

    static TableDefinition table(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        int format = in.integer();
        if (format < FORMAT || format > UNPOPULATED_FORMAT) {
            throw RecordReader.damaged();
        }
        return new TableDefinition(
                in.number(),
                in.integer(),
                in.text(),
                in.text(),
                in.constant(TableDefinition.Kind.values()),
                in.integer(),
                in.list(() -> column(in, format)),
                in.list(in::integer),
                in.optionalText(),
                in.list(() -> index(in, format)),
                in.list(() -> new TableDefinition.Check(in.text(), in.text())),
                in.optionalText(),
                in.optionalText(),
                format < REFERENCES_FORMAT ? List.of() : in.list(() -> foreignKey(in)),
                format < REFERENCES_FORMAT
                        ? List.of()
                        : in.list(() -> new TableDefinition.Reference(in.text(), in.text(), in.text())),
                format < TABLE_FORMAT ? TableDefinition.Options.NONE : options(in, format == UNPOPULATED_FORMAT));
    }

    private static TableDefinition.Options options(RecordReader in, boolean unpopulated) {
        TableDefinition.OnCommit onCommit = in.constant(TableDefinition.OnCommit.values());
        TableDefinition.CheckOption checkOption = in.constant(TableDefinition.CheckOption.values());
        Map<String, String> comments = new HashMap<>();
        for (int count = in.integer(); count > 0; count--) {
            comments.put(in.text(), in.text());
        }
        return new TableDefinition.Options(onCommit, checkOption, Map.copyOf(comments), unpopulated);
    }

    static byte[] encode(SequenceDefinition sequence) {
        return begin().number(sequence.id())
                .text(sequence.schema())
                .text(sequence.name())
                .constant(sequence.type())
                .number(sequence.start())
                .number(sequence.increment())
                .number(sequence.min())
                .number(sequence.max())
                .flag(sequence.cycle())
                .toByteArray();
    }

    static SequenceDefinition sequence(byte[] bytes) {
        RecordReader in = begin(bytes);
        return new SequenceDefinition(
                in.number(),
                in.text(),
                in.text(),
                in.constant(SqlType.Name.values()),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.flag());
    }

    static byte[] encode(DomainDefinition domain) {
        RecordWriter out = begin();
        out.text(domain.schema()).text(domain.name());
        write(out, domain.type());
        return out.flag(domain.notNull())
                .optionalText(domain.defaultSql())
                .list(domain.checks(), check -> out.text(check.name()).text(check.sql()))
                .optionalText(domain.comment())
                .toByteArray();
    }

    static DomainDefinition domain(byte[] bytes) {
        RecordReader in = begin(bytes);
        return new DomainDefinition(
                in.text(),
                in.text(),
                type(in),
                in.flag(),
                in.optionalText(),
                in.list(() -> new TableDefinition.Check(in.text(), in.text())),
                in.optionalText());
    }

    static byte[] encode(PublicationDefinition publication) {
        RecordWriter out = begin();
        out.text(publication.name())
                .number(publication.version())
                .list(
                        publication.tables(),
                        table -> out.text(table.schema())
                                .text(table.table())
                                .texts(table.columns())
                                .optionalText(table.whereSql()));
        return out.toByteArray();
    }

    static PublicationDefinition publication(byte[] bytes) {
        RecordReader in = begin(bytes);
        return new PublicationDefinition(
                in.text(),
                in.integer(),
                in.list(() -> new PublishedTable(in.text(), in.text(), in.texts(), in.optionalText())));
    }

    static byte[] encode(GrantDefinition grant) {
        RecordWriter out = begin().text(grant.publication())
                .constant(grant.privilege())
                .constant(grant.granteeKind())
                .text(grant.grantee());
        Long until = grant.validUntilMicros();
        if (until != null) {
            out.number(until).flag(grant.expired());
        }
        return out.toByteArray();
    }

    static GrantDefinition grant(byte[] bytes) {
        RecordReader in = begin(bytes);
        GrantDefinition grant = new GrantDefinition(
                in.text(), in.constant(Privilege.values()), in.constant(GranteeKind.values()), in.text());
        return in.hasMore() ? grant.withValidity(in.number(), in.flag()) : grant;
    }

    static byte[] encode(LinkDefinition link) {
        return begin().text(link.name())
                .text(link.schema())
                .text(link.table())
                .texts(link.columns())
                .texts(link.joinColumns())
                .text(link.database())
                .text(link.otherSchema())
                .text(link.otherTable())
                .texts(link.otherColumns())
                .texts(link.otherJoinColumns())
                .constant(link.onDelete())
                .toByteArray();
    }

    static LinkDefinition link(byte[] bytes) {
        RecordReader in = begin(bytes);
        return new LinkDefinition(
                in.text(),
                in.text(),
                in.text(),
                in.texts(),
                in.texts(),
                in.text(),
                in.text(),
                in.text(),
                in.texts(),
                in.texts(),
                in.constant(OnDelete.values()));
    }

    static byte[] encode(AttachmentDefinition attachment) {
        RecordWriter out = begin();
        out.text(attachment.alias())
                .text(attachment.source())
                .number(attachment.namespace())
                .flag(attachment.writable())
                .number(attachment.predicates().size());
        attachment.predicates().forEach((table, predicate) -> out.text(table).text(predicate));
        byte[] secret = attachment.secret();
        out.constant(attachment.secretKind()).bytes(secret == null ? new byte[0] : secret);
        return out.toByteArray();
    }

    static AttachmentDefinition attachment(byte[] bytes) {
        RecordReader in = begin(bytes);
        String alias = in.text();
        String source = in.text();
        int namespace = in.integer();
        boolean writable = in.flag();
        Map<String, String> predicates = new HashMap<>();
        for (int count = in.integer(); count > 0; count--) {
            predicates.put(in.text(), in.text());
        }
        SecretKind kind = in.constant(SecretKind.values());
        byte[] secret = in.bytes();
        return new AttachmentDefinition(
                alias,
                source,
                namespace,
                writable,
                Map.copyOf(predicates),
                kind,
                kind == SecretKind.NONE ? null : secret);
    }

    static byte[] encode(TableStatistics statistics) {
        RecordWriter out = begin();
        out.number(statistics.rows())
                .list(
                        statistics.columns(),
                        column -> out.number(column.column())
                                .number(Double.doubleToLongBits(column.distinct()))
                                .number(Double.doubleToLongBits(column.nullShare()))
                                .list(column.bounds(), out::bytes));
        return out.toByteArray();
    }

    static TableStatistics statistics(byte[] bytes) {
        RecordReader in = begin(bytes);
        return new TableStatistics(
                in.number(),
                in.list(() -> new ColumnStatistics(
                        in.integer(),
                        Double.longBitsToDouble(in.number()),
                        Double.longBitsToDouble(in.number()),
                        in.list(in::bytes))));
    }

    private static void write(RecordWriter out, ColumnDefinition column) {
        out.number(column.id()).text(column.name());
        write(out, column.type());
        out.flag(column.nullable())
                .optionalText(column.defaultSql())
                .constant(column.identity())
                .optionalText(column.comment())
                .optionalText(column.generatedSql())
                .optionalText(column.domain() == null ? null : column.domain().schema())
                .optionalText(column.domain() == null ? null : column.domain().name());
    }

    private static SqlType type(RecordReader in) {
        SqlType type = new SqlType(in.constant(SqlType.Name.values()), in.integer(), in.integer());
        if (type.isEnum()) {
            return SqlType.enumeration(
                    new EnumLabels(in.text(), in.text(), in.list(() -> new EnumLabels.Label(in.text(), in.number()))));
        }
        return type.isArray() ? SqlType.array(type(in)) : type;
    }

    private static void write(RecordWriter out, SqlType type) {
        out.constant(type.name()).number(type.precision()).number(type.scale());
        if (type.isArray()) {
            write(out, type.elementType());
        }
        if (type.isEnum()) {
            EnumLabels labels = type.enumLabels();
            out.text(labels.schema())
                    .text(labels.name())
                    .list(labels.labels(), label -> out.text(label.text()).number(label.number()));
        }
    }

    private static ColumnDefinition column(RecordReader in, int format) {
        return new ColumnDefinition(
                in.integer(),
                in.text(),
                type(in),
                in.flag(),
                in.optionalText(),
                in.constant(Identity.values()),
                in.optionalText(),
                format < TABLE_FORMAT ? null : in.optionalText(),
                format < TABLE_FORMAT ? null : domainName(in.optionalText(), in.optionalText()));
    }

    private static ColumnDefinition.@Nullable DomainName domainName(@Nullable String schema, @Nullable String name) {
        return schema == null || name == null ? null : new ColumnDefinition.DomainName(schema, name);
    }

    private static void write(RecordWriter out, IndexDefinition index) {
        out.number(index.tree())
                .text(index.name())
                .list(index.columns(), column -> write(out, column))
                .flag(index.unique())
                .flag(index.constraint())
                .optionalText(index.predicateSql())
                .list(index.included(), column -> out.number(column))
                .optionalText(index.comment());
    }

    private static void write(RecordWriter out, IndexDefinition.Column column) {
        out.number(column.column()).flag(column.descending()).flag(column.nullsFirst());
        IndexDefinition.Computed expression = column.expression();
        out.flag(expression != null);
        if (expression != null) {
            out.text(expression.sql());
            write(out, expression.type());
        }
    }

    private static IndexDefinition index(RecordReader in, int format) {
        if (format < TABLE_FORMAT) {
            return new IndexDefinition(
                    in.number(),
                    in.text(),
                    in.list(() -> new IndexDefinition.Column(in.integer(), in.flag())),
                    in.flag(),
                    in.flag());
        }
        return new IndexDefinition(
                in.number(),
                in.text(),
                in.list(() -> new IndexDefinition.Column(
                        in.integer(),
                        in.flag(),
                        in.flag(),
                        in.flag() ? new IndexDefinition.Computed(in.text(), type(in)) : null)),
                in.flag(),
                in.flag(),
                in.optionalText(),
                in.list(in::integer),
                in.optionalText());
    }

    private static void write(RecordWriter out, ForeignKeyDefinition key) {
        out.text(key.name())
                .list(key.columns(), column -> out.number(column))
                .text(key.parentSchema())
                .text(key.parentTable())
                .list(key.parentColumns(), column -> out.number(column))
                .constant(key.onUpdate())
                .constant(key.onDelete())
                .flag(key.deferrable())
                .flag(key.initiallyDeferred());
    }

    private static ForeignKeyDefinition foreignKey(RecordReader in) {
        return new ForeignKeyDefinition(
                in.text(),
                in.list(in::integer),
                in.text(),
                in.text(),
                in.list(in::integer),
                in.constant(Action.values()),
                in.constant(Action.values()),
                in.flag(),
                in.flag());
    }

    private static RecordWriter begin() {
        return new RecordWriter().number(FORMAT);
    }

    private static RecordReader begin(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        if (in.integer() != FORMAT) {
            throw RecordReader.damaged();
        }
        return in;
    }
}
