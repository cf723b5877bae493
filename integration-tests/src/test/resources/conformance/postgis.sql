-- Types of PostGIS: with and without SRID, of three dimensions, of every shape, required, empty and NULL.
-- extensions: postgis
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key,
  g geometry,
  gp geometry(point, 4326),
  gz geometry(pointz, 3857),
  gn geometry not null,
  gg geography,
  ggp geography(pointz, 4326)
);
insert into t values (1, 'POINT(1 2)', 'SRID=4326;POINT(1 2)', 'SRID=3857;POINT Z (1 2 3)', 'POINT(0 0)', 'POINT(1 2)', 'POINT Z (1 2 3)');
insert into t values (2, 'SRID=3857;LINESTRING Z (0 0 0, 1 1 1)', 'SRID=4326;POINT(-1.5 1e-10)', null, 'POLYGON((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))', 'POLYGON((0 0, 1 0, 1 1, 0 0))', null);
insert into t values (3, 'GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1))', null, null, 'MULTIPOINT((1 2), (3 4))', 'SRID=4326;LINESTRING(0 0, 1 1)', null);
insert into t values (4, 'POINT EMPTY', 'SRID=4326;POINT EMPTY', null, 'GEOMETRYCOLLECTION EMPTY', 'MULTIPOINT(1 2, 3 4)', null);
insert into t (pk, gn) values (5, 'POINT(0 0)');
-- step: stream
insert into t values (101, 'POINT(1 2)', 'SRID=4326;POINT(1 2)', 'SRID=3857;POINT Z (1 2 3)', 'POINT(0 0)', 'POINT(1 2)', 'POINT Z (1 2 3)');
insert into t values (102, 'SRID=3857;LINESTRING Z (0 0 0, 1 1 1)', 'SRID=4326;POINT(-1.5 1e-10)', null, 'POLYGON((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))', 'POLYGON((0 0, 1 0, 1 1, 0 0))', null);
insert into t values (103, 'GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1))', null, null, 'MULTIPOINT((1 2), (3 4))', 'SRID=4326;LINESTRING(0 0, 1 1)', null);
insert into t values (104, 'POINT EMPTY', 'SRID=4326;POINT EMPTY', null, 'GEOMETRYCOLLECTION EMPTY', 'MULTIPOINT(1 2, 3 4)', null);
insert into t (pk, gn) values (105, 'POINT(0 0)');
-- step: stream
update t set g = 'SRID=4326;POINT Z (5 6 7)', gp = null where pk = 1;
-- step: stream
update t set pk = 6 where pk = 2;
-- step: stream
delete from t where pk = 3;
-- step: stream
alter table t replica identity full; update t set gg = 'POINT(8 9)' where pk = 1; delete from t where pk = 1;
