-- The columns' types, lengths and scales as parameters of their schemas.
-- property: table.include.list=public.p
-- property: column.propagate.source.type=.*
-- step: setup
create table p(id int primary key, vc varchar(10), n numeric(6,2), t text, ts timestamp(3), d date, b bit(5)); insert into p values(1,'a',1.5,'t',now(),now(),B'10101'); comment on column p.vc is 'cmt'; comment on table p is 'tc';
-- step: stream
insert into p values(2,'a',1.5,'t',null,null,null);
