-- A different name of the transaction topic.
-- property: table.include.list=public.a
-- property: provide.transaction.metadata=true
-- property: topic.transaction=tx_transaction
-- step: setup
create table a (id int primary key);
-- step: stream
insert into a values (1);
