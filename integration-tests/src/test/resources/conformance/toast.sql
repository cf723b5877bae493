-- Large values of many types that an update leaves unchanged.
-- quick
-- extensions: hstore citext
-- property: table.include.list=public.toa
-- property: snapshot.mode=no_data
-- step: setup
create table toa(id int primary key, n int, t text, tnn text not null, j json, jb jsonb, by bytea, ta text[], ia int[], vc varchar, x xml, hs hstore, da date[], tsa timestamp[], ua uuid[], ba bytea[], na numeric[], bb varbit, nv numeric, tsv tsvector, pg polygon, cit citext, jba jsonb[], i8a bigint[], f8a float8[], boa boolean[], md text default 'dd');
alter table toa alter column ia set storage external, alter column nv set storage external, alter column bb set storage external;
insert into toa select 1,1,big,big,('{"a":"'||big||'"}')::json,('{"a":"'||big||'"}')::jsonb,big::bytea,array[big],(select array_agg(g) from generate_series(1,5000) g),big,('<a>'||big||'</a>')::xml,hstore('k',big),(select array_agg('2020-01-01'::date+g) from generate_series(1,5000) g),(select array_agg('2020-01-01'::timestamp+(g||' sec')::interval) from generate_series(1,5000) g),(select array_agg(md5(g::text)::uuid) from generate_series(1,2000) g),array[big::bytea],(select array_agg(g::numeric) from generate_series(1,5000) g),(select string_agg(lpad((g%2)::text,1),'') from generate_series(1,30000) g)::bit varying,(select string_agg(((g*7)%10)::text,'') from generate_series(1,9000) g)::numeric,(select string_agg(md5(g::text),' ') from generate_series(1,1000) g)::tsvector,null,big,array[('{"a":"'||big||'"}')::jsonb],(select array_agg(g::bigint) from generate_series(1,5000) g),(select array_agg(g*1.5::float8) from generate_series(1,5000) g),(select array_agg(g%2=0) from generate_series(1,9000) g),big from (select 'v'||(select string_agg(md5(g::text),'') from generate_series(1,400) g) big) q;
-- step: stream
update toa set n=2 where id=1
