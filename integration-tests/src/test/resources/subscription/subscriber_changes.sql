-- Rows of the subscriber that others have changed or deleted there (029, 035).
-- setup: both
CREATE TABLE stock (id int PRIMARY KEY, amount int);
-- setup: publisher
INSERT INTO stock VALUES (1, 10), (2, 20), (3, 30);
-- step: subscriber
UPDATE stock SET amount = -1 WHERE id = 1;
DELETE FROM stock WHERE id IN (2, 3);
-- step: publisher
UPDATE stock SET amount = 21 WHERE id = 2;
DELETE FROM stock WHERE id = 3;
INSERT INTO stock VALUES (4, 40);
-- differs: subscriber-changes | public.stock | SELECT * FROM stock
