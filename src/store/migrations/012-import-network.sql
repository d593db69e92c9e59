-- The network that all places of the file were said to be members of: chosen again when the file comes again.
ALTER TABLE import_run ADD COLUMN network TEXT CHECK (network <> '');
