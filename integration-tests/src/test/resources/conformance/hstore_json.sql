-- hstore as JSON.
-- extensions: hstore
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key,
  h hstore,
  ha hstore[]
);
insert into t values (1, '', '{}');
insert into t values (2, 'a=>1, "b c"=>"d, e", n=>NULL, e=>"", "q\""=>"\\", u=>"ü🙂"', array['a=>1', null, '']::hstore[]);
insert into t (pk) values (3);
-- step: stream
insert into t values (101, '', '{}');
insert into t values (102, 'a=>1, "b c"=>"d, e", n=>NULL, e=>"", "q\""=>"\\", u=>"ü🙂"', array['a=>1', null, '']::hstore[]);
insert into t (pk) values (103);
