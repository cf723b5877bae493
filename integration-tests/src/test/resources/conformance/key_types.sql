-- A column of the key has a type without a representation.
-- property: table.include.list=public.k
-- step: setup
create table k (tenant int, id pg_lsn, v text, primary key (tenant, id));
insert into k values (1, '0/1', 'x'), (2, '0/2', 'y');
-- step: stream
insert into k values (3, '0/3', 'z');
-- step: stream
update k set v = 'u' where tenant = 1;
-- step: stream
delete from k where tenant = 2;
