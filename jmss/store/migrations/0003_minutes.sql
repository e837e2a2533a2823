-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was counted of each minute, by each incarnation that worked in it.
CREATE TABLE minutes (
    minute INTEGER NOT NULL,
    inc INTEGER NOT NULL,
    -- The last row of the journal that is counted.
    seq INTEGER NOT NULL,
    running INTEGER,
    queued INTEGER,
    normal INTEGER NOT NULL,
    abnormal INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    PRIMARY KEY (minute, inc)
) WITHOUT ROWID;
