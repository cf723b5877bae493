-- Bytes and bits.
-- property: table.include.list=public.t
-- property: binary.handling.mode=base64-url-safe
-- step: setup
create table t (pk int primary key,
  by bytea,
  b1 bit(1),
  b bit,
  b8 bit(8),
  b9 bit(9),
  b64 bit(64),
  v1 varbit(1),
  v9 varbit(9),
  v varbit,
  bya bytea[]
);
insert into t values (1, '', B'0', B'0', B'00000000', B'000000000', repeat('0', 64)::bit(64), B'', B'', B'', '{}');
insert into t values (2, '\x00ff7f80', B'1', B'1', B'10000001', B'100000001', repeat('1', 64)::bit(64), B'1', B'000000001', B'1111111111111111', array['\x00', null, '\xff']::bytea[]);
insert into t values (3, decode(repeat('ab', 4000), 'hex'), B'1', B'0', B'01111111', B'011111111', (repeat('0', 63) || '1')::bit(64), B'0', B'100000000', repeat('10', 500)::varbit, null);
insert into t (pk) values (4);
-- step: stream
insert into t values (101, '', B'0', B'0', B'00000000', B'000000000', repeat('0', 64)::bit(64), B'', B'', B'', '{}');
insert into t values (102, '\x00ff7f80', B'1', B'1', B'10000001', B'100000001', repeat('1', 64)::bit(64), B'1', B'000000001', B'1111111111111111', array['\x00', null, '\xff']::bytea[]);
insert into t values (103, decode(repeat('ab', 4000), 'hex'), B'1', B'0', B'01111111', B'011111111', (repeat('0', 63) || '1')::bit(64), B'0', B'100000000', repeat('10', 500)::varbit, null);
insert into t (pk) values (104);
