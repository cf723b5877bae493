-- A trigger that only the subscriber has, and that also fires for replicated changes (003).
-- setup: both
CREATE TABLE prices (id int PRIMARY KEY, cents int);
-- setup: subscriber
CREATE FUNCTION round_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.cents := (NEW.cents + 99) / 100 * 100;
  RETURN NEW;
END $$;
CREATE TRIGGER round_up BEFORE INSERT OR UPDATE ON prices FOR EACH ROW EXECUTE FUNCTION round_up();
ALTER TABLE prices ENABLE ALWAYS TRIGGER round_up;
-- step: publisher
INSERT INTO prices VALUES (1, 150), (2, 200);
UPDATE prices SET cents = cents + 1;
-- differs: subscriber-triggers | public.prices | SELECT * FROM prices
