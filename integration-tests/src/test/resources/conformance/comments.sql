-- Comments in the schemas.
-- property: table.include.list=public.t
-- property: include.schema.comments=true
-- step: setup
create table t (id int primary key, a text, b numeric, c point); comment on table t is 'the table'; comment on column t.id is 'the key'; comment on column t.a is 'it''s a'; comment on column t.b is 'b'; comment on column t.c is 'c'; insert into t values (1, 'a', 1, '(1,2)');
-- step: stream
insert into t values (2, 'a', 1, null);
-- step: stream
comment on column t.a is 'changed'; alter table t add d text; insert into t values (3, 'a', 1, null, 'd');
