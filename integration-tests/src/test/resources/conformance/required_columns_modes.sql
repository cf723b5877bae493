-- What the old row of a delete has in columns that are required and were not sent.
-- property: table.include.list=public.t
-- property: decimal.handling.mode=string
-- property: time.precision.mode=connect
-- property: binary.handling.mode=base64
-- property: interval.handling.mode=string
-- step: setup
create type mood as enum ('sad', 'ok');
create table t (pk int primary key, i2 smallint not null, i4 int not null default 5, i8 bigint not null, r real not null, d double precision not null,
  n numeric not null, n2 numeric(5, 2) not null, mo money not null, b boolean not null, t text not null default 'x', vc varchar(5) not null, c char(3) not null,
  by bytea not null, b3 bit(3) not null, b1 bit(1) not null, vb varbit not null, ts timestamp not null, tn timestamp not null default now(), tz timestamptz not null, tzn timestamptz not null default now(),
  da date not null, ti time not null, tt timetz not null, iv interval not null, j json not null, jb jsonb not null, x xml not null, u uuid not null, ne inet not null,
  en mood not null, ra int4range not null, ia int[] not null, ta text[] not null, p point not null, pg polygon not null, tv tsvector not null);
insert into t values (1, 1, 2, 3, 4.5, 5.5, 6.6, 7.77, 8.88, true, 't', 'vc', 'c', '\x01', B'101', B'1', B'1', '2020-01-01', '2020-01-01', '2020-01-01 00:00+00', '2020-01-01 00:00+00', '2020-01-01', '01:02', '01:02+03', '1 day', '{}', '{}', '<a/>', '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', '10.0.0.1', 'ok', '[1,2)', '{1}', '{a}', '(1,2)', '((0,0),(1,1),(2,0))', 'a');
-- step: stream
insert into t values (2, 1, 2, 3, 4.5, 5.5, 6.6, 7.77, 8.88, true, 't', 'vc', 'c', '\x01', B'101', B'1', B'1', '2020-01-01', '2020-01-01', '2020-01-01 00:00+00', '2020-01-01 00:00+00', '2020-01-01', '01:02', '01:02+03', '1 day', '{}', '{}', '<a/>', '9a0eebc9-9c0b-4ef8-bb6d-6bb9bd380a11', '10.0.0.1', 'ok', '[1,2)', '{1}', '{a}', '(1,2)', '((0,0),(1,1),(2,0))', 'a');
-- step: stream
delete from t where pk = 2;
-- step: stream
update t set pk = 3 where pk = 1;
