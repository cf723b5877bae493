-- Addresses.
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key,
  i inet,
  c cidr,
  m macaddr,
  m8 macaddr8,
  ia inet[],
  ca cidr[],
  ma macaddr[],
  m8a macaddr8[]
);
insert into t values (1, '0.0.0.0/0', '0.0.0.0/0', '00:00:00:00:00:00', '00:00:00:00:00:00:00:00', '{}', '{}', '{}', '{}');
insert into t values (2, '255.255.255.255', '10.0.0.0/8', 'ff:ff:ff:ff:ff:ff', 'ff:ff:ff:ff:ff:ff:ff:ff', '{10.1.2.3/24,NULL}', '{10.0.0.0/8}', '{08:00:2b:01:02:03}', '{08:00:2b:01:02:03:04:05}');
insert into t values (3, '::1', '2001:db8::/32', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '{::ffff:1.2.3.4,fe80::1/64}', null, null, null);
insert into t values (4, '2001:0db8:0000:0000:0001:0000:0000:0001/128', '::/0', '08002b010203', '08002b0102030405', null, null, null, null);
insert into t (pk) values (5);
-- step: stream
insert into t values (101, '0.0.0.0/0', '0.0.0.0/0', '00:00:00:00:00:00', '00:00:00:00:00:00:00:00', '{}', '{}', '{}', '{}');
insert into t values (102, '255.255.255.255', '10.0.0.0/8', 'ff:ff:ff:ff:ff:ff', 'ff:ff:ff:ff:ff:ff:ff:ff', '{10.1.2.3/24,NULL}', '{10.0.0.0/8}', '{08:00:2b:01:02:03}', '{08:00:2b:01:02:03:04:05}');
insert into t values (103, '::1', '2001:db8::/32', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '{::ffff:1.2.3.4,fe80::1/64}', null, null, null);
insert into t values (104, '2001:0db8:0000:0000:0001:0000:0000:0001/128', '::/0', '08002b010203', '08002b0102030405', null, null, null, null);
insert into t (pk) values (105);
