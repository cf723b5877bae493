-- A partitioned table with one topic.
-- publication: FOR ALL TABLES WITH (publish_via_partition_root = true)
-- property: schema.include.list=public
-- property: publish.via.partition.root=true
-- property: skipped.operations=none
-- step: setup
create table m (id int, k int, v text, primary key (id, k)) partition by range (k);
create table m1 partition of m for values from (0) to (10);
create table m2 partition of m for values from (10) to (20);
insert into m values (1, 1, 'a'), (2, 11, 'b');
-- step: stream
insert into m values (3, 3, 'c'), (4, 14, 'd');
-- step: stream
update m set v = 'e' where id = 3;
-- step: stream
update m set k = 12 where id = 3;
-- step: stream
delete from m where id = 4;
-- step: stream
create table m3 partition of m for values from (20) to (30); insert into m values (5, 25, 'f');
-- step: stream
truncate m;
