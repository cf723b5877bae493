-- Inheriting tables are captured as separate tables.
-- property: schema.include.list=public
-- step: setup
create table p (id int primary key, v text); create table c (w text, primary key (id)) inherits (p); insert into p values (1, 'a'); insert into c values (2, 'b', 'w');
-- step: stream
insert into p values (3, 'a'); insert into c values (4, 'b', 'w');
-- step: stream
update p set v = 'x';
