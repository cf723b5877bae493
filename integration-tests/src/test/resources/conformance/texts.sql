-- Character types: padding, empty, quotes, all planes of Unicode.
-- extensions: citext
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key,
  t text,
  vc varchar(10),
  vcu varchar,
  c4 char(4),
  c1 char,
  qc "char",
  nm name,
  ct citext,
  x xml,
  j json,
  jb jsonb,
  u uuid,
  ta text[],
  vca varchar(4)[],
  ca char(3)[],
  cta citext[],
  ja json[],
  jba jsonb[],
  ua uuid[]
);
insert into t values (1, '', '', '', '', '', '', '', '', '<a/>', '{}', '{}', '00000000-0000-0000-0000-000000000000', '{}', '{}', '{}', '{}', '{}', '{}', '{}');
insert into t values (2, E'tab\t, newline\n, backslash\\, quote '' "', 'äöü€', '日本語 🙂', 'ab', 'z', 'z', 'a name', 'CiText', '<a b="c">&lt;</a>', '{ "a" : 1.50, "a": [ ] }', '{"b": 1e3, "a": [null, true, "ü🙂"]}', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', '{"",NULL,"NULL","a,b","{}","q\"q","b\\b"}', '{abcd,NULL}', '{a,ab,abc}', '{A,b}', array['[1, 2]', null]::json[], array['[1, 2]', null]::jsonb[], '{9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11,NULL}');
insert into t values (3, repeat('long ', 3000), 'x', repeat('ü', 5000), 'abcd', ' ', 'a', repeat('n', 63), 'x', '<?xml version="1.0"?><a/>', 'null', 'null', '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', null, null, null, null, null, null, null);
insert into t (pk) values (4);
-- step: stream
insert into t values (101, '', '', '', '', '', '', '', '', '<a/>', '{}', '{}', '00000000-0000-0000-0000-000000000000', '{}', '{}', '{}', '{}', '{}', '{}', '{}');
insert into t values (102, E'tab\t, newline\n, backslash\\, quote '' "', 'äöü€', '日本語 🙂', 'ab', 'z', 'z', 'a name', 'CiText', '<a b="c">&lt;</a>', '{ "a" : 1.50, "a": [ ] }', '{"b": 1e3, "a": [null, true, "ü🙂"]}', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', '{"",NULL,"NULL","a,b","{}","q\"q","b\\b"}', '{abcd,NULL}', '{a,ab,abc}', '{A,b}', array['[1, 2]', null]::json[], array['[1, 2]', null]::jsonb[], '{9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11,NULL}');
insert into t values (103, repeat('long ', 3000), 'x', repeat('ü', 5000), 'abcd', ' ', 'a', repeat('n', 63), 'x', '<?xml version="1.0"?><a/>', 'null', 'null', '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', null, null, null, null, null, null, null);
insert into t (pk) values (104);
