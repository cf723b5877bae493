-- Columns that change their type, length, and whether they are required.
-- The change from int to text is a separate step. Directly after it, Debezium may still take "text" for an int, and its task fails.
-- property: table.include.list=public.t
-- step: setup
create table t (id int primary key, a varchar(5), b int, c numeric(5, 2), d timestamp(3)); insert into t values (1, 'a', 1, 1.5, '2020-01-01');
-- step: stream
alter table t alter a type varchar(50); insert into t values (2, 'aaaaaaaaaa', 2, 2.5, '2020-01-02');
-- step: stream
alter table t alter c type numeric(8, 4), alter d type timestamp; insert into t values (3, 'a', 3, 3.1234, '2020-01-03 00:00:00.123456');
-- step: stream
alter table t alter b type text;
-- step: stream
insert into t values (4, 'a', 'text', 4, null);
-- step: stream
alter table t alter b set not null, alter a set default 'dflt'; insert into t (id, b) values (5, 'b');
-- step: stream
alter table t alter b drop not null; insert into t (id) values (6);
-- step: stream
alter table t drop constraint t_pkey; alter table t replica identity full; insert into t (id) values (7); update t set a = 'z' where id = 7;
-- step: stream
alter table t add primary key (id); insert into t (id) values (8);
