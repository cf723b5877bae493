-- Arrays: empty, of nulls, of several dimensions, with bounds, of enums, bits and domains.
-- property: table.include.list=public.t
-- step: setup
create type mood as enum ('sad', 'ok');
create domain posint as int check (value > 0);
create table t (pk int primary key,
  i int[],
  i2 int[][],
  t text[][],
  d date[],
  b bool[],
  o oid[],
  mo mood[],
  bi bit(3)[],
  vb varbit(5)[],
  na name[],
  x xml[],
  iv interval[],
  mn money[],
  do1 posint[],
  la int[]
);
insert into t values (1, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}');
insert into t values (2, '{NULL,NULL}', '{{1,2},{3,NULL}}', '{{a,b},{c,d}}', '{2020-01-01,NULL}', '{t,f,NULL}', '{0,4294967295}', '{sad,NULL}', '{101,NULL}', '{1,10101}', '{a,NULL}', '{<a/>}', '{1 day,-1 mon}', '{1.23,-1.23}', '{1,NULL}', '[-1:1]={1,2,3}');
insert into t values (3, '{{1},{2}}', '{1,2}', '{{{a}}}', null, '{{t},{f}}', null, null, null, null, null, null, null, null, null, '[5:5]={5}');
insert into t (pk) values (4);
-- step: stream
insert into t values (101, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}');
insert into t values (102, '{NULL,NULL}', '{{1,2},{3,NULL}}', '{{a,b},{c,d}}', '{2020-01-01,NULL}', '{t,f,NULL}', '{0,4294967295}', '{sad,NULL}', '{101,NULL}', '{1,10101}', '{a,NULL}', '{<a/>}', '{1 day,-1 mon}', '{1.23,-1.23}', '{1,NULL}', '[-1:1]={1,2,3}');
insert into t values (103, '{{1},{2}}', '{1,2}', '{{{a}}}', null, '{{t},{f}}', null, null, null, null, null, null, null, null, null, '[5:5]={5}');
insert into t (pk) values (104);
