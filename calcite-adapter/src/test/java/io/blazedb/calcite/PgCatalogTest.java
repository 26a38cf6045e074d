/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions that tools and people ask {@code pg_catalog}. */
class PgCatalogTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void create() {
        database.run("CREATE TABLE p (x INT, y INT, PRIMARY KEY (x, y))");
        database.run(
                "CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(20) NOT NULL DEFAULT 'q', c NUMERIC(8,2) CHECK (c > 0),"
                        + " p1 INT, p2 INT, i INT GENERATED ALWAYS AS IDENTITY, g INT GENERATED ALWAYS AS (a * 2) STORED,"
                        + " arr TEXT[], CONSTRAINT tfk FOREIGN KEY (p1, p2) REFERENCES p (x, y) ON DELETE CASCADE)");
        database.run("CREATE UNIQUE INDEX ti ON t (lower(b), c DESC) WHERE a > 5");
        database.run("CREATE VIEW v AS SELECT a, b FROM t; CREATE MATERIALIZED VIEW mv AS SELECT a FROM t");
        database.run("CREATE SEQUENCE s START 5; COMMENT ON TABLE t IS 'tt'; COMMENT ON COLUMN t.b IS 'bb'");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void relationsHaveKindsAndNumbers() {
        assertThat(database.rows("SELECT relname, relkind, relnatts FROM pg_class ORDER BY relname"))
                .containsExactly(
                        "mv,m,1",
                        "p,r,2",
                        "p_pkey,i,2",
                        "s,S,3",
                        "t,r,8",
                        "t_i_seq,S,3",
                        "t_pkey,i,1",
                        "ti,i,2",
                        "v,v,2");
        assertThat(database.rows("SELECT count(*) - count(DISTINCT oid) FROM pg_class"))
                .containsExactly("0");
        assertThat(
                        database.rows(
                                "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c"
                                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                        + " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 2"))
                .containsExactly("public,p", "public,t");
        assertThat(database.rows("SELECT 't'::regclass::oid = oid, oid::regclass, oid::regclass::text FROM pg_class"
                        + " WHERE relname = 't'"))
                .containsExactly("true,t,t");
        assertThat(database.rows("SELECT relname FROM pg_class WHERE oid IN ('t'::regclass, 'public.p'::regclass)"
                        + " ORDER BY 1"))
                .containsExactly("p", "t");
        assertThat(database.rows("SELECT to_regclass('t'), to_regclass('nowhere'), nextval('s'::regclass)"))
                .containsExactly("t,null,5");
        assertThat(database.failure("SELECT 'nowhere'::regclass::oid")).startsWith("42P01");
        assertThat(database.failure("CREATE TABLE pg_catalog.x (a INT)")).startsWith("42501");
    }

    @Test
    void columnsAreDescribed() {
        assertThat(
                        database.rows(
                                "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,"
                                        + " (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) FROM pg_catalog.pg_attrdef d"
                                        + " WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef),"
                                        + " a.attidentity, a.attgenerated FROM pg_catalog.pg_attribute a"
                                        + " WHERE a.attrelid = 't'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"))
                .containsExactly(
                        "a,integer,true,null,,",
                        "b,character varying(20),true,'q',,",
                        "c,numeric(8,2),false,null,,",
                        "p1,integer,false,null,,",
                        "p2,integer,false,null,,",
                        "i,integer,true,null,a,",
                        "g,integer,false,a * 2,,s",
                        "arr,text[],false,null,,");
        assertThat(database.rows("SELECT obj_description('t'::regclass), obj_description(oid, 'pg_class'),"
                        + " col_description('public.t'::regclass, 2), col_description(oid, 1) FROM pg_class"
                        + " WHERE relname = 't'"))
                .containsExactly("tt,tt,bb,null");
        assertThat(database.rows("SELECT atttypid::regtype FROM pg_attribute WHERE attrelid = 'v'::regclass"))
                .containsExactly("integer", "character varying");
    }

    @Test
    void indexesAndConstraintsAreDescribed() {
        assertThat(database.rows("SELECT c.relname, i.indisprimary, pg_get_indexdef(i.indexrelid) FROM pg_index i"
                        + " JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 't'::regclass ORDER BY 1"))
                .containsExactly(
                        "t_pkey,true,CREATE UNIQUE INDEX t_pkey ON public.t USING btree (a)",
                        "ti,false,CREATE UNIQUE INDEX ti ON public.t USING btree (lower(b), c DESC) WHERE (a > 5)");
        assertThat(database.rows("SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
                        + " AND a.attnum = ANY (i.indkey) WHERE i.indrelid = 'p'::regclass AND i.indisprimary"
                        + " ORDER BY a.attnum"))
                .containsExactly("x", "y");
        assertThat(database.rows("SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
                        + " WHERE conrelid = 't'::regclass ORDER BY 1"))
                .containsExactly(
                        "t_c_check,c,CHECK ((c > 0))",
                        "t_pkey,p,PRIMARY KEY (a)",
                        "tfk,f,FOREIGN KEY (p1, p2) REFERENCES p(x, y) ON DELETE CASCADE");
        assertThat(database.rows("SELECT indexname FROM pg_indexes WHERE tablename = 't' ORDER BY 1"))
                .containsExactly("t_pkey", "ti");
    }

    @Test
    void listsAreShort() {
        assertThat(database.rows("SELECT schemaname, tablename, tableowner FROM pg_tables ORDER BY 2"))
                .containsExactly("public,p,owner", "public,t,owner");
        assertThat(database.rows("SELECT viewname, pg_get_viewdef('v') FROM pg_views"))
                .containsExactly("v,SELECT a, b FROM t");
        assertThat(database.rows("SELECT matviewname, ispopulated FROM pg_matviews"))
                .containsExactly("mv,true");
        assertThat(database.rows("SELECT sequencename, start_value, increment_by FROM pg_sequences"))
                .containsExactly("s,5,1");
        assertThat(database.rows("SELECT typname FROM pg_type WHERE oid = 23")).containsExactly("int4");
        assertThat(database.rows("SELECT count(*) FROM pg_trigger")).containsExactly("0");
        database.run("CREATE TABLE pg_class (own INT)");
        assertThat(database.rows("SELECT count(*) FROM pg_class WHERE own > 0")).containsExactly("0");
    }

    @Test
    void whatConstraintsUseIsInTheInformationSchema() {
        assertThat(database.rows("SELECT constraint_name, table_name, column_name"
                        + " FROM information_schema.constraint_column_usage ORDER BY 1, 3"))
                .containsExactly("p_pkey,p,x", "p_pkey,p,y", "t_c_check,t,c", "t_pkey,t,a", "tfk,p,x", "tfk,p,y");
        assertThat(database.rows("SELECT constraint_name, table_name FROM information_schema.constraint_table_usage"
                        + " ORDER BY 1"))
                .containsExactly("p_pkey,p", "t_pkey,t", "tfk,p");
        assertThat(database.rows("SELECT count(*) FROM information_schema.triggers"))
                .containsExactly("0");
        assertThat(database.rows("SELECT count(*) FROM information_schema.routines"))
                .containsExactly("0");
        assertThat(database.rows("SELECT catalog_name FROM information_schema.information_schema_catalog_name"))
                .containsExactly("main");
    }

    @Test
    void whatTheSessionKeepsIsShown() {
        database.run("PREPARE q (int) AS SELECT $1; BEGIN; DECLARE c NO SCROLL CURSOR WITH HOLD FOR SELECT 1");
        assertThat(database.rows("SELECT name, statement, parameters FROM pg_prepared_statements"))
                .containsExactly("q,SELECT $1,1");
        assertThat(database.rows("SELECT name, statement, is_holdable, is_scrollable FROM pg_cursors"))
                .containsExactly("c,SELECT 1,true,false");
        assertThat(database.failure("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"))
                .startsWith("0A000");
        assertThat(database.failure("CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"))
                .startsWith("0A000");
    }

    @Test
    void aRoleSeesWhatItMayKnowOf() {
        database.run("CREATE ROLE r; GRANT SELECT ON p TO r; SET ROLE r");
        assertThat(database.rows("SELECT relname FROM pg_class ORDER BY 1")).containsExactly("p", "p_pkey");
        assertThat(database.rows("SELECT tablename FROM pg_tables")).containsExactly("p");
        assertThat(database.rows("SELECT count(*) FROM pg_attribute WHERE attname = 'b'"))
                .containsExactly("0");
        assertThat(database.rows(
                        "SELECT has_table_privilege('p', 'select'), has_table_privilege('p', 'INSERT, UPDATE'),"
                                + " has_schema_privilege('public', 'usage'), has_schema_privilege('public', 'create')"))
                .containsExactly("true,false,true,false");
        assertThat(database.failure("SELECT has_table_privilege('t', 'select')"))
                .startsWith("42P01");
        database.run("RESET ROLE");
        assertThat(database.rows(
                        "SELECT has_table_privilege('r', 'p', 'select'), has_table_privilege('r', 't', 'select')"))
                .containsExactly("true,false");
        assertThat(database.failure("SELECT has_table_privilege('p', 'nonsense')"))
                .startsWith("22023");
    }
}
