-- A different delimiter in the names of topics.
-- property: table.include.list=public.t
-- property: topic.delimiter=-
-- step: setup
create table t (id int primary key, v text); insert into t values (1, 'a');
-- step: stream
insert into t values (2, 'b');
-- step: stream
delete from t where id = 1;
