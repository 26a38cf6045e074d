/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.AliasNamespace;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;

/** Names for the first columns of a table, {@code t AS x (a)}: the others keep theirs. */
final class ShortAliases extends AliasNamespace {
    private static final int NAMES = 2;

    ShortAliases(SqlValidatorImpl validator, SqlCall call, SqlNode enclosing) {
        super(validator, call, enclosing);
    }

    @Override
    protected RelDataType validateImpl(RelDataType targetRowType) {
        SqlValidatorNamespace table = validator.getNamespace(call.operand(0));
        RelDataType row = table == null ? null : table.getRowType();
        int given = call.operandCount() - NAMES;
        if (row == null || given >= row.getFieldCount() || given < 1) {
            return super.validateImpl(targetRowType);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < given; i++) {
            names.add(((SqlIdentifier) call.operand(NAMES + i)).getSimple());
        }
        List<RelDataType> types = new ArrayList<>();
        row.getFieldList().forEach(field -> types.add(field.getType()));
        names.addAll(row.getFieldNames().subList(given, row.getFieldCount()));
        return validator.getTypeFactory().createStructType(types, names);
    }

    /** Gives a query of WITH the names that its list leaves out. */
    static void complete(SqlWithItem item, RelDataType row) {
        SqlNodeList names = item.columnList;
        if (names == null || names.size() >= row.getFieldCount()) {
            return;
        }
        List<SqlNode> all = new ArrayList<>(names.getList());
        for (String name : row.getFieldNames().subList(names.size(), row.getFieldCount())) {
            all.add(new SqlIdentifier(name, SqlParserPos.ZERO));
        }
        item.columnList = new SqlNodeList(all, names.getParserPosition());
    }
}
