-- Logical messages chosen by prefix.
-- property: table.include.list=public.t
-- property: message.prefix.include.list=p.*
-- step: setup
create table t (id int primary key);
-- step: stream
select pg_logical_emit_message(true, 'p1', 'yes'); select pg_logical_emit_message(true, 'q', 'no');
-- step: stream
select pg_logical_emit_message(false, 'p2', 'yes');
