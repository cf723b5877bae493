-- What flattening transforms must handle: every operation, a change of key, an unchanged large value.
-- quick
-- property: table.include.list=public.goods
-- step: setup
create table goods (id int primary key, name text not null, price numeric(10, 2), made timestamptz, tags text[], large text);
alter table goods alter large set storage external;
insert into goods values (1, 'first', 1.50, '2024-02-29 12:00+00', '{a,b}', repeat('x', 9000)), (2, 'second', null, null, null, null);
-- step: stream
insert into goods values (3, 'third', 3.25, '2024-03-01 00:00+00', '{}', 'small');
-- step: stream
update goods set name = 'changed' where id = 1;
-- step: stream
update goods set id = 30 where id = 3;
-- step: stream
delete from goods where id = 2;
