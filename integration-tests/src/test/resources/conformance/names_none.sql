-- Names with blanks, dashes and a leading digit, which nothing adjusts.
-- property: schema.include.list=public,Q.x
-- step: setup
create schema "Q x"; create table "Q x"."ta ble"(id int primary key); insert into "Q x"."ta ble" values (1); create table "my-table"("id-x" int primary key, "1st" text, "sp ace" text); insert into "my-table" values(1,'a','b');
-- step: stream
insert into "my-table" values(2,'a','b');
