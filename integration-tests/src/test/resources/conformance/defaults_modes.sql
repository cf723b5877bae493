-- Default values in schemas, in other modes.
-- property: table.include.list=public.def
-- property: decimal.handling.mode=string
-- property: time.precision.mode=connect
-- property: binary.handling.mode=hex
-- property: interval.handling.mode=string
-- step: setup
create type mood as enum ('sad','ok','happy');
create table def(pk serial primary key, i int default 5, inn int not null default 7, bi bigint not null default 8, t text default 'x', tnn text not null default 'it''s', b bool not null default true, n numeric(5,2) not null default 1.5, nv numeric not null default 1.5, d date not null default '2020-01-01', dnow date not null default now(), ts timestamp not null default '2020-01-01 00:00:00', tsnow timestamp not null default now(), tstz timestamptz not null default now(), ct timestamptz not null default CURRENT_TIMESTAMP, ti time not null default '01:02:03', iv interval not null default '1 day', j json not null default '{"a":1}', jb jsonb not null default '{}', u uuid not null default gen_random_uuid(), uf uuid not null default '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', m mood not null default 'ok', arr int[] not null default '{}', f float8 not null default 1.5, r real not null default 1.5, si smallint not null default 3, vc varchar(5) not null default 'ab', ch char(3) not null default 'a', by bytea not null default '\x01', bit1 bit(3) not null default B'101', mny money not null default 1.5, x xml not null default '<a/>', inn2 int default null, gen int generated always as identity, neg int not null default -3, expr int not null default (1+2));insert into def(pk) values(1);
-- step: stream
insert into def (pk) values (2);
