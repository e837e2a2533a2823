-- SPDX-License-Identifier: GPL-3.0-or-later
-- Jobs that left the board wait here for the archive; what is archived is deleted.
CREATE INDEX jobs_off_board ON jobs (number) WHERE on_board = 0;

-- The highest job number that was ever archived: none is given twice.
ALTER TABLE meta ADD COLUMN last_number INTEGER NOT NULL DEFAULT 0;
