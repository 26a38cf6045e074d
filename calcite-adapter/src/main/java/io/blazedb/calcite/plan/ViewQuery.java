/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.ColumnNames;
import io.blazedb.calcite.schema.BlazeTable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;

/**
 * The query of a view: what it names, and its text with other names. It was resolved in the view's place, so a name means what it means
 * whenever the view is read.
 */
public final class ViewQuery {
    /** A table or view that is named. */
    public record Relation(String database, String schema, String name) {}

    private record Column(Relation relation, String name) {}

    private record Edit(int end, String text) {}

    private final String sql;
    private final BlazeParser.Located located;
    private final List<RelationNames.Named> relations;
    /** Where columns are named, by offset; a star names many. */
    private final Map<Integer, Column> names = new TreeMap<>();
    /** Columns that are named, with those that a star stands for. */
    private final Set<Column> columns = new LinkedHashSet<>();
    /** Columns that are items of a SELECT by themselves, by offset: their names are those of the result. */
    private final Set<Integer> items = new LinkedHashSet<>();

    private final TreeMap<Integer, Edit> expansions = new TreeMap<>();

    private ViewQuery(String sql, PlanningContext context) {
        this.sql = sql;
        this.located = BlazeParser.parseLocated(sql);
        RelationNames found = new RelationNames(context);
        located.node().accept(found);
        this.relations = found.relations();
        IdentityHashMap<SqlSelect, SqlNodeList> lists = new IdentityHashMap<>();
        for (SqlSelect select : found.selects()) {
            lists.put(select, select.getSelectList().clone(SqlParserPos.ZERO));
            noteItems(select.getSelectList());
        }
        IdentityHashMap<SqlJoin, SqlParserPos> natural = new IdentityHashMap<>();
        for (SqlJoin join : found.joins()) {
            if (join.isNatural()) {
                natural.put(join, join.isNaturalNode().getParserPosition());
            }
        }
        SqlValidator validator = new Frontend(context).resolve(located.node(), this::column);
        lists.forEach(this::expand);
        found.joins().forEach(join -> merged(join, validator));
        natural.forEach((join, place) -> expand(join, place, common(join, validator)));
        relations.stream().filter(RelationNames.Named::isWhole).forEach(this::allColumns);
        found.wholeTables().forEach(this::expand);
    }

    /**
     * Reads and resolves a query.
     *
     * @param context where the view is
     */
    public static ViewQuery of(String sql, PlanningContext context) {
        return PlanErrors.guarded(() -> new ViewQuery(sql, context));
    }

    /** The tables and views that the query names. */
    public Set<Relation> relations() {
        Set<Relation> named = new LinkedHashSet<>();
        relations.forEach(relation -> named.add(relationOf(relation.table())));
        return named;
    }

    /** Whether the query names a column, itself or by a star. */
    public boolean reads(Relation relation, String column) {
        return columns.contains(new Column(relation, column));
    }

    /**
     * The query as it means the same in a schema alone: with the columns that its stars stand for, and with the schemas of what is
     * elsewhere.
     */
    public String expanded(String database, String schema) {
        TreeMap<Integer, Edit> edits = new TreeMap<>(expansions);
        for (RelationNames.Named named : relations) {
            Relation relation = relationOf(named.table());
            boolean elsewhere =
                    relation.database().equals(database) && !relation.schema().equals(schema);
            if (named.parts().size() == 1 && elsewhere) {
                int start = offset(named.parts().get(0));
                edits.put(start, new Edit(start, ColumnNames.quoted(relation.schema()) + "."));
            }
        }
        return edited(edits);
    }

    /** The query with another name for a column. */
    public String withColumn(Relation relation, String column, String newName) {
        TreeMap<Integer, Edit> edits = new TreeMap<>();
        names.forEach((offset, named) -> {
            if (named.equals(new Column(relation, column))) {
                String text = ColumnNames.quoted(newName);
                String result = items.contains(offset) ? " AS " + ColumnNames.quoted(column) : "";
                edits.put(offset, new Edit(ColumnNames.endOfWord(sql, offset), text + result));
            }
        });
        return edited(edits);
    }

    /** The query with another name for a table or view, which keeps its old one inside of the query. */
    public String withRelation(Relation relation, List<String> newName) {
        TreeMap<Integer, Edit> edits = new TreeMap<>();
        for (RelationNames.Named named : relations) {
            if (relationOf(named.table()).equals(relation)) {
                int start = offset(named.parts().get(0));
                int last = offset(named.parts().get(named.parts().size() - 1));
                String text = String.join(
                        ".", newName.stream().map(ColumnNames::quoted).toList());
                String alias = named.hasAlias() ? "" : " AS " + ColumnNames.quoted(relation.name());
                edits.put(start, new Edit(ColumnNames.endOfWord(sql, last), text + alias));
            }
        }
        return edited(edits);
    }

    private static Relation relationOf(ResolvedTable table) {
        return new Relation(
                table.database(),
                table.definition().schema(),
                table.definition().name());
    }

    private int offset(SqlParserPos place) {
        return located.offset().applyAsInt(place);
    }

    private void noteItems(SqlNodeList list) {
        for (SqlNode item : list) {
            if (item instanceof SqlIdentifier id && !id.isStar()) {
                items.add(offset(last(id)));
            }
        }
    }

    private static SqlParserPos last(SqlIdentifier id) {
        SqlParserPos place = id.getComponentParserPosition(id.names.size() - 1);
        return place.equals(SqlParserPos.ZERO) ? id.getParserPosition() : place;
    }

    private void column(SqlIdentifier name, BlazeTable table, String column) {
        Column named = new Column(
                new Relation(
                        table.database(),
                        table.definition().schema(),
                        table.definition().name()),
                column);
        columns.add(named);
        SqlParserPos place = last(name);
        int offset = place.equals(SqlParserPos.ZERO) ? -1 : offset(place);
        if (offset >= 0 && ColumnNames.isWordAt(sql, offset, column)) {
            names.put(offset, named);
        }
    }

    private void allColumns(RelationNames.Named named) {
        named.table()
                .definition()
                .columns()
                .forEach(column -> columns.add(new Column(relationOf(named.table()), column.name())));
    }

    /** Writes out the stars of one SELECT. */
    private void expand(SqlSelect select, SqlNodeList before) {
        List<SqlNode> after = new ArrayList<>(select.getSelectList());
        int at = 0;
        for (int i = 0; i < before.size(); i++) {
            if (!(before.get(i) instanceof SqlIdentifier id && id.isStar())) {
                at++;
                continue;
            }
            int rest = before.size() - i - 1;
            int width = hasStar(before, i + 1) ? sameOrigin(after, at, id) : after.size() - at - rest;
            List<String> written = new ArrayList<>();
            for (SqlNode item : after.subList(at, at + width)) {
                written.add(written(item));
            }
            at += width;
            int start = offset(id.getComponentParserPosition(0));
            String columnList = String.join(", ", written);
            // TABLE with an order has become a SELECT of everything, whose star stands where TABLE does.
            expansions.put(
                    start,
                    ColumnNames.isWordAt(sql, start, "table")
                            ? new Edit(ColumnNames.endOfWord(sql, start), "SELECT " + columnList + " FROM")
                            : new Edit(offset(last(id)) + 1, columnList));
        }
    }

    /** Columns that a join merges are named by it, in each of the tables that have one. */
    private void merged(SqlJoin join, SqlValidator validator) {
        List<String> merged = new ArrayList<>(join.isNatural() ? common(join, validator) : List.of());
        if (join.getConditionType() == JoinConditionType.USING && join.getCondition() instanceof SqlNodeList list) {
            list.forEach(name -> merged.add(((SqlIdentifier) name).getSimple()));
        }
        for (RelationNames.Named relation : relations) {
            for (String name : merged) {
                if (relation.table().definition().columnIndex(name) >= 0) {
                    columns.add(new Column(relationOf(relation.table()), name));
                }
            }
        }
    }

    /** The columns that both sides of a join have. */
    private static List<String> common(SqlJoin join, SqlValidator validator) {
        SqlValidatorNamespace left = validator.getNamespace(join.getLeft());
        SqlValidatorNamespace right = validator.getNamespace(join.getRight());
        if (left == null || right == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>(left.getRowType().getFieldNames());
        names.retainAll(right.getRowType().getFieldNames());
        return names.stream().distinct().toList();
    }

    /** Writes out what NATURAL joins by. */
    private void expand(SqlJoin join, SqlParserPos natural, List<String> common) {
        if (common.isEmpty()) {
            return;
        }
        int start = offset(natural);
        expansions.put(start, new Edit(ColumnNames.endOfWord(sql, start), ""));
        SqlParserPos right = join.getRight().getParserPosition();
        int end = offset(new SqlParserPos(right.getEndLineNum(), right.getEndColumnNum())) + 1;
        String names =
                String.join(", ", common.stream().map(ColumnNames::quoted).toList());
        expansions.put(end, new Edit(end, " USING (" + names + ")"));
    }

    /** Writes out the columns of TABLE. */
    private void expand(SqlCall table, ResolvedTable named) {
        List<String> written = new ArrayList<>();
        named.definition().columns().forEach(column -> written.add(ColumnNames.quoted(column.name())));
        int start = offset(table.getParserPosition());
        String select = "SELECT " + String.join(", ", written) + " FROM";
        expansions.put(start, new Edit(ColumnNames.endOfWord(sql, start), select));
    }

    private static boolean hasStar(SqlNodeList list, int from) {
        return list.subList(from, list.size()).stream()
                .anyMatch(item -> item instanceof SqlIdentifier id && id.isStar());
    }

    /** How many items from a place on were made of one star. */
    private static int sameOrigin(List<SqlNode> items, int from, SqlIdentifier star) {
        int width = 0;
        while (from + width < items.size()
                && items.get(from + width).getParserPosition().equals(star.getParserPosition())) {
            width++;
        }
        return width;
    }

    private static String written(SqlNode item) {
        SqlNode node = item;
        if (node.getKind() == SqlKind.AS) {
            // A column of its own has another name where there are several of that name; a merged one is found by its
            // name.
            SqlNode named = ((SqlCall) node).operand(0);
            node = named instanceof SqlIdentifier ? named : ((SqlCall) node).operand(1);
        }
        List<String> parts = node instanceof SqlIdentifier id ? id.names : List.of();
        return String.join(".", parts.stream().map(ColumnNames::quoted).toList());
    }

    private String edited(Map<Integer, Edit> edits) {
        StringBuilder text = new StringBuilder();
        int copied = 0;
        for (Map.Entry<Integer, Edit> edit : edits.entrySet()) {
            text.append(sql, copied, edit.getKey()).append(edit.getValue().text());
            copied = edit.getValue().end();
        }
        return text.append(sql, copied, sql.length()).toString();
    }
}
