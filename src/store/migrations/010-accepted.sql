-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What somebody proposed is their change (person and role, NULL and "visite" for a visitor); this is who accepted it.

ALTER TABLE change ADD COLUMN accepted_by INTEGER REFERENCES person;
ALTER TABLE change ADD COLUMN accepted_role TEXT CHECK (accepted_role IN ('equipe', 'animation', 'administration', 'visite'));
