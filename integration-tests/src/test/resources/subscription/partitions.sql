-- Partitions, each of which is replicated by itself (013).
-- setup: both
CREATE TABLE sales (id int, region text, amount int, PRIMARY KEY (id, region))
  PARTITION BY LIST (region);
CREATE TABLE sales_north PARTITION OF sales FOR VALUES IN ('north');
CREATE TABLE sales_south PARTITION OF sales FOR VALUES IN ('south') PARTITION BY RANGE (id);
CREATE TABLE sales_south_1 PARTITION OF sales_south FOR VALUES FROM (0) TO (100);
CREATE TABLE sales_south_2 PARTITION OF sales_south FOR VALUES FROM (100) TO (200);
CREATE TABLE sales_rest PARTITION OF sales DEFAULT;
-- setup: publisher
INSERT INTO sales VALUES (1, 'north', 10), (2, 'south', 20), (102, 'south', 30), (3, 'moon', 40);
-- step: publisher
INSERT INTO sales VALUES (4, 'north', 1), (5, 'south', 1), (105, 'south', 1), (6, 'mars', 1);
UPDATE sales SET amount = amount + 5;
UPDATE sales SET region = 'south' WHERE id = 1;
UPDATE sales SET id = 103 WHERE id = 2;
DELETE FROM sales WHERE region = 'moon';
UPDATE sales_north SET amount = 0;
-- step: both
CREATE TABLE sales_west (id int, region text, amount int, PRIMARY KEY (id, region));
-- step: publisher
INSERT INTO sales_west VALUES (7, 'west', 70);
-- step: subscriber
ALTER SUBSCRIPTION {subscription} REFRESH PUBLICATION;
-- step: both
ALTER TABLE sales ATTACH PARTITION sales_west FOR VALUES IN ('west');
-- step: publisher
INSERT INTO sales VALUES (8, 'west', 80);
UPDATE sales SET amount = amount + 1 WHERE region = 'west';
ALTER TABLE sales DETACH PARTITION sales_north;
INSERT INTO sales_north VALUES (9, 'north', 90);
