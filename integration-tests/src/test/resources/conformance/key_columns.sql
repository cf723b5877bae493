-- Other columns as the key.
-- property: table.include.list=public.t,public.u
-- property: message.key.columns=public.t:c,a;public.u:v
-- step: setup
create table t (id int primary key, a text, b text, c int not null); alter table t replica identity full; create table u (id int, v text); alter table u replica identity full; insert into t values (1, 'a', 'b', 1); insert into u values (1, 'x');
-- step: stream
insert into t values (2, 'a', 'b', 2);
-- step: stream
update t set b = 'x' where id = 1;
-- step: stream
update t set a = 'k' where id = 1;
-- step: stream
update t set id = 9 where id = 2;
-- step: stream
delete from t where id = 1;
-- step: stream
update u set id = 2; update u set v = 'y'; delete from u;
