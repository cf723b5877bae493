-- Debezium's incremental snapshot, which a row of a signal table requests.
-- skip: signals request incremental snapshots, and Waltap refuses signals
-- property: table.include.list=public.a,public.dbz_signal
-- property: signal.data.collection=public.dbz_signal
-- property: incremental.snapshot.chunk.size=2
-- property: snapshot.mode=no_data
-- step: setup
create table dbz_signal(id varchar(42) primary key, type varchar(32) not null, data varchar(2048)); create table a(id int primary key, v text); insert into a select g,'v'||g from generate_series(1,5) g;
-- step: stream
insert into dbz_signal values('s1','execute-snapshot','{"data-collections":["public.a"],"type":"incremental"}');
-- step: stream
insert into a values(100,'x');
