-- Bytes as base64 text, single and in an array, read and streamed.
-- property: table.include.list=public.h
-- property: binary.handling.mode=base64
-- step: setup
create table h(pk int primary key, b bytea, ba bytea[]); insert into h values(1,'\xfbff10',array['\xfbff'::bytea]);
-- step: stream
insert into h values(2,'\xfbff10',array['\xfbff'::bytea]);
