/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.hibernate;

import jakarta.persistence.TemporalType;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.NullOrdering;
import org.hibernate.dialect.TimeZoneSupport;
import org.hibernate.dialect.function.CommonFunctionFactory;
import org.hibernate.dialect.identity.IdentityColumnSupport;
import org.hibernate.dialect.identity.IdentityColumnSupportImpl;
import org.hibernate.dialect.pagination.LimitHandler;
import org.hibernate.dialect.pagination.OffsetFetchLimitHandler;
import org.hibernate.dialect.sequence.ANSISequenceSupport;
import org.hibernate.dialect.sequence.SequenceSupport;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.exception.spi.TemplatedViolatedConstraintNameExtractor;
import org.hibernate.exception.spi.ViolatedConstraintNameExtractor;
import org.hibernate.query.sqm.IntervalType;
import org.hibernate.query.sqm.TemporalUnit;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.tool.schema.extract.internal.SequenceInformationExtractorLegacyImpl;
import org.hibernate.tool.schema.extract.spi.SequenceInformationExtractor;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.jdbc.TimestampUtcAsOffsetDateTimeJdbcType;
import org.hibernate.type.descriptor.jdbc.UUIDJdbcType;
import org.hibernate.type.descriptor.sql.internal.DdlTypeImpl;

/** BlazeDB's SQL for Hibernate: the standard's, with identity columns, sequences and UUID. */
public class BlazeDialect extends Dialect {
    private static final DatabaseVersion FIRST = DatabaseVersion.make(0, 1);

    private static final SequenceSupport SEQUENCES = new ANSISequenceSupport() {
        @Override
        public String getDropSequenceString(String sequence) {
            return "drop sequence if exists " + sequence;
        }
    };

    public BlazeDialect() {
        super(FIRST);
    }

    public BlazeDialect(DialectResolutionInfo info) {
        super(info);
    }

    @Override
    protected DatabaseVersion getMinimumSupportedVersion() {
        return FIRST;
    }

    @Override
    public void contributeTypes(TypeContributions contributions, ServiceRegistry registry) {
        super.contributeTypes(contributions, registry);
        contributions.getTypeConfiguration().getJdbcTypeRegistry().addDescriptorIfAbsent(UUIDJdbcType.INSTANCE);
        contributions
                .getTypeConfiguration()
                .getJdbcTypeRegistry()
                .addDescriptor(TimestampUtcAsOffsetDateTimeJdbcType.INSTANCE);
    }

    @Override
    protected void registerColumnTypes(TypeContributions contributions, ServiceRegistry registry) {
        super.registerColumnTypes(contributions, registry);
        contributions
                .getTypeConfiguration()
                .getDdlTypeRegistry()
                .addDescriptor(new DdlTypeImpl(SqlTypes.UUID, "uuid", this));
    }

    @Override
    protected String columnType(int sqlTypeCode) {
        return switch (sqlTypeCode) {
            case SqlTypes.TINYINT -> "smallint";
            case SqlTypes.NCHAR -> columnType(SqlTypes.CHAR);
            case SqlTypes.NVARCHAR -> columnType(SqlTypes.VARCHAR);
            case SqlTypes.NCLOB -> "clob";
            case SqlTypes.TIMESTAMP_UTC -> columnType(SqlTypes.TIMESTAMP_WITH_TIMEZONE);
            case SqlTypes.DOUBLE -> "double precision";
            default -> super.columnType(sqlTypeCode);
        };
    }

    @Override
    public void initializeFunctionRegistry(FunctionContributions contributions) {
        super.initializeFunctionRegistry(contributions);
        CommonFunctionFactory functions = new CommonFunctionFactory(contributions);
        functions.ceiling_ceil();
        functions.cot();
        functions.degrees();
        functions.radians();
        functions.log10();
        functions.pi();
        functions.rand();
        functions.repeat();
        functions.leftRight();
        functions.characterLength_length(org.hibernate.sql.ast.SqlAstNodeRenderingMode.DEFAULT);
        functions.octetLength();
        functions.position();
        functions.stddev();
        functions.variance();
        functions.everyAny_boolAndOr();
        functions.windowFunctions();
    }

    @Override
    public String timestampaddPattern(TemporalUnit unit, TemporalType temporalType, IntervalType intervalType) {
        return "timestampadd(?1,?2,?3)";
    }

    @Override
    public String timestampdiffPattern(TemporalUnit unit, TemporalType from, TemporalType to) {
        return "timestampdiff(?1,?2,?3)";
    }

    /** A timestamp with time zone keeps the instant. */
    @Override
    public TimeZoneSupport getTimeZoneSupport() {
        return TimeZoneSupport.NORMALIZE;
    }

    @Override
    public IdentityColumnSupport getIdentityColumnSupport() {
        return new IdentityColumnSupportImpl() {
            @Override
            public boolean supportsIdentityColumns() {
                return true;
            }

            @Override
            public String getIdentityColumnString(int type) {
                return "generated by default as identity";
            }
        };
    }

    @Override
    public SequenceSupport getSequenceSupport() {
        return SEQUENCES;
    }

    @Override
    public String getQuerySequencesString() {
        return "select * from information_schema.sequences";
    }

    @Override
    public SequenceInformationExtractor getSequenceInformationExtractor() {
        return SequenceInformationExtractorLegacyImpl.INSTANCE;
    }

    @Override
    public LimitHandler getLimitHandler() {
        return OffsetFetchLimitHandler.INSTANCE;
    }

    @Override
    public ViolatedConstraintNameExtractor getViolatedConstraintNameExtractor() {
        return new TemplatedViolatedConstraintNameExtractor(failure -> {
            String state = failure.getSQLState();
            return state == null || !state.startsWith("23") || failure.getMessage() == null
                    ? null
                    : TemplatedViolatedConstraintNameExtractor.extractUsingTemplate(
                            "constraint \"", "\"", failure.getMessage());
        });
    }

    @Override
    public NullOrdering getNullOrdering() {
        return NullOrdering.GREATEST;
    }

    @Override
    public boolean supportsIfExistsBeforeTableName() {
        return true;
    }

    @Override
    public boolean supportsIfExistsAfterAlterTable() {
        return true;
    }

    @Override
    public boolean supportsIfExistsBeforeConstraintName() {
        return true;
    }

    @Override
    public String getCascadeConstraintsString() {
        return " cascade";
    }

    @Override
    public boolean supportsCommentOn() {
        return true;
    }

    @Override
    public boolean supportsLateral() {
        return true;
    }

    @Override
    public boolean supportsCurrentTimestampSelection() {
        return true;
    }

    @Override
    public boolean isCurrentTimestampSelectStringCallable() {
        return false;
    }

    @Override
    public String getCurrentTimestampSelectString() {
        return "select current_timestamp";
    }
}
