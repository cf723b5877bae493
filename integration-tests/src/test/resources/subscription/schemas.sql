-- A publication of all tables of a schema, and tables that come into it and leave it (025).
-- publication: FOR TABLES IN SCHEMA shop
-- setup: both
CREATE SCHEMA shop;
CREATE TABLE shop.items (id int PRIMARY KEY, v text);
CREATE TABLE shop.gone (id int PRIMARY KEY, v text);
CREATE TABLE hidden (id int PRIMARY KEY, v text);
CREATE TABLE moved (id int PRIMARY KEY, v text);
-- setup: publisher
INSERT INTO shop.items VALUES (1, 'old');
INSERT INTO shop.gone VALUES (1, 'old');
INSERT INTO hidden VALUES (1, 'hidden');
INSERT INTO moved VALUES (1, 'from outside');
-- step: both
CREATE TABLE shop.late (id int PRIMARY KEY, v text);
ALTER TABLE moved SET SCHEMA shop;
-- step: publisher
INSERT INTO shop.late VALUES (1, 'late');
ALTER TABLE shop.gone SET SCHEMA public;
INSERT INTO gone VALUES (2, 'outside');
-- step: subscriber
ALTER SUBSCRIPTION {subscription} REFRESH PUBLICATION;
-- step: publisher
INSERT INTO shop.items VALUES (2, 'new');
INSERT INTO shop.late VALUES (2, 'later');
UPDATE shop.moved SET v = 'changed';
UPDATE hidden SET v = 'changed';
