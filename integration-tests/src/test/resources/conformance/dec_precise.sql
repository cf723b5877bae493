-- Numbers and money with decimal.handling.mode=precise, with NaN and the infinities.
-- property: table.include.list=public.dd
-- property: decimal.handling.mode=precise
-- step: setup
create table dd(pk serial primary key, d32 numeric(3,2), d4 numeric(4), dv numeric,
 dneg numeric(5,-2), --@15-
 dneg numeric(5), --@-14
m money, na numeric(10,2)[], nva numeric[], r real, f double precision);insert into dd(d32,d4,dv,dneg,m,na,nva,r,f) values(1.2,12,123.4500,12345,'-1234.56','{1.10}','{1.1,100}',1.1,1e300); insert into dd(dv) values(1e20),(0),(0.000),(-5),(1e-10);
-- step: stream
insert into dd(d32,d4,dv,dneg,m,na,nva,r,f) values(1.2,12,123.4500,12345,'-1234.56','{1.10}','{1.1,100}',1.1,1e300); insert into dd(dv) values(1e20),(0),(0.000),(-5),(1e-10);
-- step: stream
insert into dd(dv,r,f) values('NaN','NaN','NaN'); insert into dd(dv,r,f) values('Infinity','Infinity','-Infinity');
