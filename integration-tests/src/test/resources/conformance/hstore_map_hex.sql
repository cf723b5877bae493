-- hstore as a map, and bytes as hexadecimal text, single and in arrays.
-- extensions: hstore
-- property: table.include.list=public.h
-- property: hstore.handling.mode=map
-- property: binary.handling.mode=hex
-- step: setup
create table h(pk int primary key, hs hstore, hsa hstore[], b bytea, ba bytea[]); insert into h values(1,'a=>1,b=>NULL',array['a=>1'::hstore],'\x00ff10',array['\x01ff'::bytea]);
-- step: stream
insert into h values(2,'a=>1,b=>NULL',array['a=>1'::hstore],'\x00ff10',array['\x01ff'::bytea]);
