-- Types of the extensions ltree and isn.
-- extensions: ltree isn
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key,
  l ltree,
  la ltree[],
  i isbn,
  e ean13,
  s issn
);
insert into t values (1, '', '{}', '0-393-04002-X', '978-0-393-04002-9', '1436-4522');
insert into t values (2, 'Top.Science.Astronomy', '{a.b,NULL}', '978-0-393-04002-9', '4006381333931', '1436-4522');
insert into t (pk) values (3);
-- step: stream
insert into t values (101, '', '{}', '0-393-04002-X', '978-0-393-04002-9', '1436-4522');
insert into t values (102, 'Top.Science.Astronomy', '{a.b,NULL}', '978-0-393-04002-9', '4006381333931', '1436-4522');
insert into t (pk) values (103);
