-- A partitioned table through its partitions, a row that moves between them, and a TRUNCATE.
-- property: schema.include.list=public
-- property: publish.via.partition.root=false
-- step: setup
create table m(id int, k int, v text, primary key(id,k)) partition by range(k); create table m1 partition of m for values from (0) to (10); create table m2 partition of m for values from (10) to (20); insert into m values(1,1,'a'),(2,11,'b');
-- step: stream
insert into m values(3,3,'c'); update m set k=12 where id=3; truncate m2;
