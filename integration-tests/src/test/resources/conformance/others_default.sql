-- User-defined types, types of text search, and system types.
-- property: table.include.list=public.t
-- property: include.unknown.datatypes=false
-- step: setup
create type mood as enum ('sad', 'ok', 'it''s, "quoted"', 'größe');
create domain posint as int check (value > 0);
create domain posdom as posint;
create domain nnames as varchar(12) default 'anon';
create type comp as (a int, b text, c timestamptz);
create type myrange as range (subtype = float8);
create table t (pk int primary key,
  tv tsvector,
  tq tsquery,
  lsn pg_lsn,
  x8 xid8,
  x xid,
  jp jsonpath,
  rc regclass,
  ti tid,
  mo mood,
  po posint,
  pd posdom,
  nd nnames,
  co comp,
  moa mood[],
  poa posint[],
  coa comp[],
  tva tsvector[],
  ra myrange,
  sn pg_snapshot,
  tsn txid_snapshot
);
insert into t values (1, '', '', '0/0', '0', '0', '$', 'pg_class', '(0,1)', 'sad', 1, 2, 'x', '(1,x,"2020-01-01 00:00:00+00")', '{}', '{}', '{}', '{}', 'empty', '1:1:', '1:1:');
insert into t values (2, '''a b'':1A,2B fat:3 c\\d', '!fat & (cat:AB | rat:*) <-> dog', 'FFFFFFFF/FFFFFFFF', '18446744073709551615', '4294967295', '$.a[*] ? (@.b > 1)', 'pg_type', '(4294967295,65535)', 'it''s, "quoted"', 2147483647, 7, null, '(,,)', '{sad,NULL,größe}', '{1,2}', array[row(1,'a,b',null)::comp, null], array['a b'::tsvector], '[1.5,2.5)', '10:20:10,14,15', '9223372036854775806:9223372036854775807:9223372036854775806');
insert into t (pk) values (3);
-- step: stream
insert into t values (101, '', '', '0/0', '0', '0', '$', 'pg_class', '(0,1)', 'sad', 1, 2, 'x', '(1,x,"2020-01-01 00:00:00+00")', '{}', '{}', '{}', '{}', 'empty', '1:1:', '1:1:');
insert into t values (102, '''a b'':1A,2B fat:3 c\\d', '!fat & (cat:AB | rat:*) <-> dog', 'FFFFFFFF/FFFFFFFF', '18446744073709551615', '4294967295', '$.a[*] ? (@.b > 1)', 'pg_type', '(4294967295,65535)', 'it''s, "quoted"', 2147483647, 7, null, '(,,)', '{sad,NULL,größe}', '{1,2}', array[row(1,'a,b',null)::comp, null], array['a b'::tsvector], '[1.5,2.5)', '10:20:10,14,15', '9223372036854775806:9223372036854775807:9223372036854775806');
insert into t (pk) values (103);
