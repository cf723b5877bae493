-- Transactions that are prepared, and committed or rolled back later (021 to 023).
-- subscription: two_phase = true
-- setup: both
CREATE TABLE accounts (id int PRIMARY KEY, balance int);
-- setup: publisher
INSERT INTO accounts VALUES (1, 100), (2, 100), (3, 100);
-- step: publisher
BEGIN;
UPDATE accounts SET balance = balance - 30 WHERE id = 1;
INSERT INTO accounts VALUES (4, 30);
SAVEPOINT a;
DELETE FROM accounts WHERE id = 1;
ROLLBACK TO a;
PREPARE TRANSACTION 'subscription_kept';
BEGIN;
DELETE FROM accounts WHERE id = 2;
PREPARE TRANSACTION 'subscription_lost';
UPDATE accounts SET balance = 0 WHERE id = 3;
-- step: publisher
ROLLBACK PREPARED 'subscription_lost';
COMMIT PREPARED 'subscription_kept';
UPDATE accounts SET balance = balance + 1 WHERE id <> 3;
BEGIN;
INSERT INTO accounts SELECT i, i FROM generate_series(100, 1500) i;
PREPARE TRANSACTION 'subscription_large';
-- step: publisher
COMMIT PREPARED 'subscription_large';
