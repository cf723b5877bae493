-- Types of PostGIS.
-- skip: the embedded PostgreSQL has no PostGIS
-- extensions: postgis
-- property: table.include.list=public.t
-- step: setup
create table t (pk int primary key, g geometry, gp geometry(point, 4326), gg geography);
insert into t values (1, 'POINT(1 2)', 'SRID=4326;POINT(1 2)', 'POINT(1 2)');
-- step: stream
insert into t values (2, 'LINESTRING(0 0, 1 1)', 'SRID=4326;POINT(3 4)', 'POLYGON((0 0, 1 1, 1 0, 0 0))');
insert into t (pk) values (3);
