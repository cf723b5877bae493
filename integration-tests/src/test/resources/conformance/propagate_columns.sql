-- Source types as schema parameters, by column.
-- property: table.include.list=public.t
-- property: column.propagate.source.type=public.t.[a-m].*
-- step: setup
create type mood as enum ('a'); create domain dom as numeric(7, 3); create table t (id serial primary key, a varchar(10), b char(3), c numeric, d numeric(6, 2), e timestamp(3), f timestamptz, g bit(5), h int[], i mood, j dom, k json, l interval, m double precision, z text); insert into t (a) values ('a');
-- step: stream
insert into t (a) values ('b');
