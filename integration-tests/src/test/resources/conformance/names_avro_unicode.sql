-- Names adjusted to Avro's rules.
-- property: schema.include.list=public,Mixed Case
-- property: schema.name.adjustment.mode=avro_unicode
-- property: field.name.adjustment.mode=avro_unicode
-- step: setup
create schema "Mixed Case";
create table "Mixed Case"."Tä ble-1" ("Id" int primary key, "ünï cödé" text, "e.f" int, "select" int, "1st" text, "a-b" text, "c_d" text, "quo""te" text, "$x" int);
insert into "Mixed Case"."Tä ble-1" values (1, 'x', 1, 1, 'x', 'x', 'x', 'x', 1);
-- step: stream
insert into "Mixed Case"."Tä ble-1" values (2, 'x', 1, 1, 'x', 'y', 'z', 'x', 1);
-- step: stream
update "Mixed Case"."Tä ble-1" set "Id" = 3 where "Id" = 2;
-- step: stream
delete from "Mixed Case"."Tä ble-1" where "Id" = 1;
