-- Other columns as the key, which old rows do not have.
-- property: table.include.list=public.t
-- property: message.key.columns=public.t:a
-- step: setup
create table t (id int primary key, a text, b text); insert into t values (1, 'a', 'b');
-- step: stream
insert into t values (2, 'a', 'b');
-- step: stream
update t set a = 'k' where id = 1;
-- step: stream
delete from t where id = 2;
