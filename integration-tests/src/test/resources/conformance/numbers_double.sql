-- Numbers at the ends of their ranges, decimals as doubles.
-- property: table.include.list=public.t
-- property: decimal.handling.mode=double
-- step: setup
create table t (pk int primary key,
  i2 smallint,
  i4 int,
  i8 bigint,
  r real,
  d double precision,
  n numeric,
  n38 numeric(38, 10),
  n5 numeric(5),
  n00 numeric(4, 4),
  m money,
  o oid,
  b boolean,
  na numeric[],
  n2a numeric(6, 2)[],
  ra real[],
  da double precision[]
);
insert into t values (1, -32768, -2147483648, -9223372036854775808, '-3.4028235e38', '-1.7976931348623157e308', -1e-30, -9999999999999999999999999999.9999999999, -99999, -0.9999, '-92233720368547758.08', 0, false, '{-1,0,NULL,1e10}', '{-9999.99,NULL}', '{-0,1e-45}', '{-0,5e-324}');
insert into t values (2, 32767, 2147483647, 9223372036854775807, '3.4028235e38', '1.7976931348623157e308', 123456789012345678901234567890.123456789, 9999999999999999999999999999.9999999999, 99999, 0.9999, '92233720368547758.07', 4294967295, true, '{}', '{}', '{NaN,Infinity,-Infinity}', '{NaN,Infinity,-Infinity}');
insert into t values (3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, null, null, null, null, null);
insert into t values (4, 1, 1, 1, '1e-45', '5e-324', 0.000000000000000000000000000000000000001, 0.0000000001, 1, 0.0001, 0.01, 2147483648, true, '{0.10,100,1e20}', '{0.01}', '{1.1}', '{1.1}');
insert into t values (5, -1, -1, -1, 'NaN', 'NaN', 100, 1.5, -1, -0.0001, -0.01, 3, false, null, null, null, null);
insert into t values (6, -1, -1, -1, 'Infinity', '-Infinity', 1000000000000000000000, 1.5, -1, -0.0001, -0.01, 3, false, null, null, null, null);
insert into t (pk) values (7);
-- step: stream
insert into t values (101, -32768, -2147483648, -9223372036854775808, '-3.4028235e38', '-1.7976931348623157e308', -1e-30, -9999999999999999999999999999.9999999999, -99999, -0.9999, '-92233720368547758.08', 0, false, '{-1,0,NULL,1e10}', '{-9999.99,NULL}', '{-0,1e-45}', '{-0,5e-324}');
insert into t values (102, 32767, 2147483647, 9223372036854775807, '3.4028235e38', '1.7976931348623157e308', 123456789012345678901234567890.123456789, 9999999999999999999999999999.9999999999, 99999, 0.9999, '92233720368547758.07', 4294967295, true, '{}', '{}', '{NaN,Infinity,-Infinity}', '{NaN,Infinity,-Infinity}');
insert into t values (103, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, null, null, null, null, null);
insert into t values (104, 1, 1, 1, '1e-45', '5e-324', 0.000000000000000000000000000000000000001, 0.0000000001, 1, 0.0001, 0.01, 2147483648, true, '{0.10,100,1e20}', '{0.01}', '{1.1}', '{1.1}');
insert into t values (105, -1, -1, -1, 'NaN', 'NaN', 100, 1.5, -1, -0.0001, -0.01, 3, false, null, null, null, null);
insert into t values (106, -1, -1, -1, 'Infinity', '-Infinity', 1000000000000000000000, 1.5, -1, -0.0001, -0.01, 3, false, null, null, null, null);
insert into t (pk) values (107);
