-- Foreign keys that cascade, triggers of the publisher, and constraints that are deferred (003).
-- setup: both
CREATE TABLE owners (id int PRIMARY KEY, name text);
CREATE TABLE pets (id int PRIMARY KEY, name text,
  owner int REFERENCES owners ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE toys (id int PRIMARY KEY,
  pet int REFERENCES pets ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE audit (n int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, line text);
-- setup: publisher
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit (line) VALUES (TG_OP || ' ' || COALESCE(NEW.name, OLD.name));
  RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON pets FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO owners VALUES (1, 'Ada'), (2, 'Bo'), (3, 'Cy');
INSERT INTO pets VALUES (1, 'Rex', 1), (2, 'Mia', 1), (3, 'Tom', 2);
INSERT INTO toys VALUES (1, 1), (2, 3), (3, 3);
-- step: publisher
UPDATE owners SET id = 20 WHERE id = 2;
DELETE FROM owners WHERE id = 1;
BEGIN;
INSERT INTO toys VALUES (4, 9);
INSERT INTO pets VALUES (9, 'Ivy', 3);
COMMIT;
DELETE FROM pets WHERE id = 3;
