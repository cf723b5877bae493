-- Every operation with every replica identity, logical messages, a savepoint, a replication origin.
-- quick
-- property: table.include.list=public.a,public.b,public.nopk,public.full1,public.noth,public.idx
-- property: skipped.operations=none
-- property: provide.transaction.metadata=true
-- property: heartbeat.interval.ms=500
-- step: setup
create table a(id int primary key, v text, n int);
create table b(id1 int, id2 text, v text, primary key(id2,id1));
create table nopk(id int, v text);
create table full1(id int primary key, v text);
alter table full1 replica identity full;
create table noth(id int primary key, v text);
alter table noth replica identity nothing;
create table idx(id int primary key, k int not null, v text);
create unique index idx_k on idx(k);
alter table idx replica identity using index idx_k;
alter table nopk replica identity full;
insert into a values(1,'one',1),(2,'two',2),(3,'three',3); insert into b values(1,'x','v'); insert into nopk values(1,'v');
-- step: stream
begin; insert into a values(10,'ten',10); update a set v='TEN' where id=10; delete from a where id=10; commit;
-- step: stream
update a set id=20 where id=1
-- step: stream
update a set v=v where id=2
-- step: stream
delete from a where id=2
-- step: stream
begin; insert into full1 values(1,'x'),(2,'y'); update full1 set v='z' where id=1; update full1 set id=11 where id=1; delete from full1 where id=2; commit;
-- step: stream
begin; insert into nopk values(2,'x'); update nopk set v='y' where id=2; delete from nopk where id=2; commit;
-- step: stream
insert into idx values(1,100,'a'); update idx set v='b' where id=1; update idx set id=2 where id=1; update idx set k=101 where id=2; delete from idx where id=2;
-- step: stream
insert into noth values(1,'a');
-- step: stream
insert into b values(5,'k','v'); update b set v='w' where id1=5; update b set id1=6 where id1=5; delete from b where id1=6;
-- step: stream
truncate a, b;
-- step: stream
select pg_logical_emit_message(true,'pfx','hello'); select pg_logical_emit_message(false,'pfx2','\x0102'::bytea);
-- step: stream
begin; savepoint s1; insert into a values(30,'s',1); rollback to s1; insert into a values(31,'s',1); commit;
-- step: stream
select pg_replication_origin_create('orig1') where not exists (select from pg_replication_origin where roname = 'orig1'); select pg_replication_origin_session_setup('orig1'); begin; select pg_replication_origin_xact_setup('0/AABBCC','2020-01-01 00:00:00+00'); insert into a values(40,'o',1); commit;
