-- SPDX-License-Identifier: Apache-2.0
--
-- PostgreSQL database dump
--

\restrict AcprHAmqYu2ZNylPHkPMhXh2cA65CTLJ1beA80g8lMeZpodjksrgoahiN64CbyY


SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: app; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA app;


ALTER SCHEMA app OWNER TO postgres;

--
-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA app IS 'the app';


--
-- Name: email; Type: DOMAIN; Schema: app; Owner: postgres
--

CREATE DOMAIN app.email AS text
	CONSTRAINT email_check CHECK ((VALUE ~ '@'::text));


ALTER DOMAIN app.email OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: items; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.items (
    order_id bigint NOT NULL,
    line smallint NOT NULL,
    sku character(8),
    qty integer DEFAULT 1 NOT NULL,
    price double precision,
    r real,
    amount numeric GENERATED ALWAYS AS ((qty * 2)) STORED
);


ALTER TABLE app.items OWNER TO postgres;

--
-- Name: orders; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.orders (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    total numeric(12,2) DEFAULT 0.00,
    status text DEFAULT 'new'::text,
    placed date DEFAULT CURRENT_DATE,
    note text,
    CONSTRAINT orders_status_check CHECK ((status = ANY (ARRAY['new'::text, 'paid'::text, 'sent'::text]))),
    CONSTRAINT orders_total_check CHECK ((total >= (0)::numeric))
);


ALTER TABLE app.orders OWNER TO postgres;

--
-- Name: mv; Type: MATERIALIZED VIEW; Schema: app; Owner: postgres
--

CREATE MATERIALIZED VIEW app.mv AS
 SELECT orders.status,
    count(*) AS n
   FROM app.orders
  GROUP BY orders.status
  WITH NO DATA;


ALTER TABLE app.mv OWNER TO postgres;

--
-- Name: orders_id_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

ALTER TABLE app.orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.orders_id_seq
    START WITH 100
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: users; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.users (
    id integer NOT NULL,
    name character varying(50) NOT NULL,
    email app.email,
    created timestamp with time zone DEFAULT now(),
    tags text[] DEFAULT '{}'::text[],
    data jsonb,
    uid uuid DEFAULT gen_random_uuid(),
    active boolean DEFAULT true NOT NULL
);


ALTER TABLE app.users OWNER TO postgres;

--
-- Name: TABLE users; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON TABLE app.users IS 'People who''s here';


--
-- Name: COLUMN users.name; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON COLUMN app.users.name IS 'the name';


--
-- Name: users_id_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

CREATE SEQUENCE app.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE app.users_id_seq OWNER TO postgres;

--
-- Name: users_id_seq; Type: SEQUENCE OWNED BY; Schema: app; Owner: postgres
--

ALTER SEQUENCE app.users_id_seq OWNED BY app.users.id;


--
-- Name: v_agg; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.v_agg AS
 SELECT u.name,
    count(*) AS n,
    sum(o.total) AS total,
    string_agg(o.status, ','::text ORDER BY o.id) AS st,
    max((o.placed)::timestamp without time zone) AS m
   FROM (app.users u
     LEFT JOIN app.orders o ON ((o.user_id = u.id)))
  GROUP BY u.name
 HAVING (count(*) > 0)
  ORDER BY (count(*)) DESC
 LIMIT 10;


ALTER TABLE app.v_agg OWNER TO postgres;

--
-- Name: v_cte; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.v_cte AS
 WITH x AS (
         SELECT users.id
           FROM app.users
          WHERE (users.id = ANY (ARRAY[1, 2, 3]))
        )
 SELECT x.id,
    array_agg(o.id) AS a
   FROM (x
     LEFT JOIN LATERAL ( SELECT orders.id
           FROM app.orders
          WHERE (orders.user_id = x.id)
         LIMIT 3) o ON (true))
  GROUP BY x.id
UNION ALL
 SELECT 0 AS id,
    NULL::bigint[] AS a;


ALTER TABLE app.v_cte OWNER TO postgres;

--
-- Name: v_orders; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.v_orders AS
 SELECT o.id,
    u.name,
    o.total,
        CASE
            WHEN (o.total > (10)::numeric) THEN 'big'::text
            ELSE 'small'::text
        END AS size
   FROM (app.orders o
     JOIN app.users u ON ((u.id = o.user_id)))
  WHERE (o.status <> 'sent'::text);


ALTER TABLE app.v_orders OWNER TO postgres;

--
-- Name: v_win; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.v_win AS
 SELECT orders.id,
    row_number() OVER (PARTITION BY orders.user_id ORDER BY orders.placed DESC) AS rn,
    lag(orders.total) OVER w AS lag,
    (COALESCE(orders.note, ''::text) || 'x'::text) AS n,
    EXTRACT(year FROM orders.placed) AS y,
    (orders.placed + '1 day'::interval) AS nxt,
    (orders.total)::integer AS ti,
    (EXISTS ( SELECT 1
           FROM app.items i
          WHERE (i.order_id = orders.id))) AS has
   FROM app.orders
  WINDOW w AS (ORDER BY orders.id);


ALTER TABLE app.v_win OWNER TO postgres;

--
-- Name: Weird Name; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public."Weird Name" (
    "Col A" integer,
    "select" text
);


ALTER TABLE public."Weird Name" OWNER TO postgres;

--
-- Name: child; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.child (
    id integer NOT NULL,
    a integer,
    b integer
);


ALTER TABLE public.child OWNER TO postgres;

--
-- Name: myseq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.myseq
    START WITH 10
    INCREMENT BY 2
    NO MINVALUE
    MAXVALUE 1000
    CACHE 5
    CYCLE;


ALTER TABLE public.myseq OWNER TO postgres;

--
-- Name: nokey; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.nokey (
    x integer,
    y text
);


ALTER TABLE public.nokey OWNER TO postgres;

--
-- Name: parent; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.parent (
    a integer NOT NULL,
    b integer NOT NULL
);


ALTER TABLE public.parent OWNER TO postgres;

--
-- Name: settings; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.settings (
    key text NOT NULL,
    value bytea,
    t time without time zone,
    tt timestamp(3) without time zone,
    i interval
);


ALTER TABLE public.settings OWNER TO postgres;

--
-- Name: usesseq; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.usesseq (
    id integer DEFAULT nextval('public.myseq'::regclass),
    t text
);


ALTER TABLE public.usesseq OWNER TO postgres;

--
-- Name: users id; Type: DEFAULT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.users ALTER COLUMN id SET DEFAULT nextval('app.users_id_seq'::regclass);


--
-- Data for Name: items; Type: TABLE DATA; Schema: app; Owner: postgres
--

COPY app.items (order_id, line, sku, qty, price, r) FROM stdin;
100	1	ABC     	1	1.5	2.5
105	1	DEF     	1	NaN	Infinity
\.


--
-- Data for Name: orders; Type: TABLE DATA; Schema: app; Owner: postgres
--

COPY app.orders (id, user_id, total, status, placed, note) FROM stdin;
100	1	10.50	new	2026-11-24	multi\nline \\ back
105	1	20.00	paid	2026-11-24	\N
110	2	3.00	sent	2026-11-24	
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: app; Owner: postgres
--

COPY app.users (id, name, email, created, tags, data, uid, active) FROM stdin;
1	Ann	a@b	2026-11-24 02:41:21.168358+00	{x,"y z"}	{"k": [1, 2]}	891f5d05-aa22-4e60-a358-219abe417a52	t
2	Bob	b@c	2026-11-24 02:41:21.168358+00	\N	\N	555719d3-6fa5-4b3d-8eb9-797c7805c163	t
3	T\tab	t@t	2026-11-24 02:41:21.168358+00	{}	null	4b4d37d0-07bb-4367-914a-374bb07f5608	t
\.


--
-- Data for Name: Weird Name; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public."Weird Name" ("Col A", "select") FROM stdin;
1	q
\.


--
-- Data for Name: child; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.child (id, a, b) FROM stdin;
1	1	1
2	\N	2
\.


--
-- Data for Name: nokey; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.nokey (x, y) FROM stdin;
1	a
2	\N
\.


--
-- Data for Name: parent; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.parent (a, b) FROM stdin;
1	1
1	2
\.


--
-- Data for Name: settings; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.settings (key, value, t, tt, i) FROM stdin;
a	\\xdeadbeef	10:11:12	2020-01-02 03:04:05.678	1 day 02:00:00
\.


--
-- Data for Name: usesseq; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.usesseq (id, t) FROM stdin;
10	a
12	b
\.


--
-- Name: orders_id_seq; Type: SEQUENCE SET; Schema: app; Owner: postgres
--

SELECT pg_catalog.setval('app.orders_id_seq', 110, true);


--
-- Name: users_id_seq; Type: SEQUENCE SET; Schema: app; Owner: postgres
--

SELECT pg_catalog.setval('app.users_id_seq', 3, true);


--
-- Name: myseq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.myseq', 18, true);


--
-- Name: items items_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (order_id, line);


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


--
-- Name: users users_name_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.users
    ADD CONSTRAINT users_name_key UNIQUE (name);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: child child_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.child
    ADD CONSTRAINT child_pkey PRIMARY KEY (id);


--
-- Name: parent parent_pk; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.parent
    ADD CONSTRAINT parent_pk PRIMARY KEY (a, b);


--
-- Name: settings settings_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (key);


--
-- Name: mv_i; Type: INDEX; Schema: app; Owner: postgres
--

CREATE UNIQUE INDEX mv_i ON app.mv USING btree (status);


--
-- Name: orders_new; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX orders_new ON app.orders USING btree (placed) WHERE (status = 'new'::text);


--
-- Name: orders_u; Type: INDEX; Schema: app; Owner: postgres
--

CREATE UNIQUE INDEX orders_u ON app.orders USING btree (id, total) INCLUDE (note);


--
-- Name: orders_user; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX orders_user ON app.orders USING btree (user_id, placed DESC);


--
-- Name: users_lower; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX users_lower ON app.users USING btree (lower((name)::text));


--
-- Name: items items_order_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.items
    ADD CONSTRAINT items_order_id_fkey FOREIGN KEY (order_id) REFERENCES app.orders(id);


--
-- Name: orders orders_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.orders
    ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;


--
-- Name: child child_fk; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.child
    ADD CONSTRAINT child_fk FOREIGN KEY (a, b) REFERENCES public.parent(a, b) ON UPDATE CASCADE ON DELETE SET NULL;


--
-- Name: users p1; Type: POLICY; Schema: app; Owner: postgres
--

CREATE POLICY p1 ON app.users FOR SELECT USING ((active = true));


--
-- Name: users; Type: ROW SECURITY; Schema: app; Owner: postgres
--

ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA app TO reader;


--
-- Name: COLUMN orders.id; Type: ACL; Schema: app; Owner: postgres
--

GRANT SELECT(id) ON TABLE app.orders TO reader;


--
-- Name: COLUMN orders.total; Type: ACL; Schema: app; Owner: postgres
--

GRANT SELECT(total) ON TABLE app.orders TO reader;


--
-- Name: COLUMN orders.note; Type: ACL; Schema: app; Owner: postgres
--

GRANT UPDATE(note) ON TABLE app.orders TO reader;


--
-- Name: TABLE users; Type: ACL; Schema: app; Owner: postgres
--

GRANT SELECT ON TABLE app.users TO reader;


--
-- Name: SEQUENCE myseq; Type: ACL; Schema: public; Owner: postgres
--

GRANT USAGE ON SEQUENCE public.myseq TO reader;


--
-- Name: TABLE settings; Type: ACL; Schema: public; Owner: postgres
--

GRANT ALL ON TABLE public.settings TO reader;


--
-- Name: mv; Type: MATERIALIZED VIEW DATA; Schema: app; Owner: postgres
--

REFRESH MATERIALIZED VIEW app.mv;


--
-- PostgreSQL database dump complete
--

\unrestrict AcprHAmqYu2ZNylPHkPMhXh2cA65CTLJ1beA80g8lMeZpodjksrgoahiN64CbyY

