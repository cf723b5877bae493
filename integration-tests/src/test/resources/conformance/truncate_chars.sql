-- Values that are truncated.
-- property: table.include.list=public.t
-- property: column.truncate.to.4.chars=public.t.[abc]
-- step: setup
create table t (id int primary key, a text, b varchar(20), c text, d text not null, n int); insert into t values (1, 'secret', 'secret', 'a long text', 'x', 1), (2, null, null, null, '', null);
-- step: stream
insert into t values (3, 'secret', 'ü🙂', 'äöü🙂äöü', 'y', 3);
-- step: stream
update t set a = 'other' where id = 1;
-- step: stream
delete from t where id = 2;
