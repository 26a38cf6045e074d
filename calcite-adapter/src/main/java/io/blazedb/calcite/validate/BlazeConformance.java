/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/** What Calcite's most permissive dialect allows (GROUP BY ordinals and aliases, LIMIT start, count, %), with arithmetic that fails on overflow. */
public final class BlazeConformance extends SqlDelegatingConformance {
    public static final BlazeConformance INSTANCE = new BlazeConformance();

    private BlazeConformance() {
        super(SqlConformanceEnum.BABEL);
    }

    @Override
    public boolean checkedArithmetic() {
        return true;
    }

    @Override
    public boolean isNonStrictGroupBy() {
        return false;
    }

    @Override
    public SelectAliasLookup isSelectAlias() {
        return SelectAliasLookup.UNSUPPORTED;
    }

    @Override
    public boolean allowCharLiteralAlias() {
        return false;
    }
}
