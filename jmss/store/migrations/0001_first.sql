-- SPDX-License-Identifier: GPL-3.0-or-later
-- One row: which journal this is, and which incarnation of the server may write.
CREATE TABLE meta (
    epoch TEXT NOT NULL,
    incarnation INTEGER NOT NULL
);

-- Every change, in the order in which it happened. Old rows are trimmed.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    inc INTEGER NOT NULL,
    at REAL NOT NULL,
    "by" TEXT NOT NULL,
    op TEXT NOT NULL,
    fact BLOB NOT NULL
);

-- Every job there ever was; those on the board are found by the partial index alone.
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    on_board INTEGER NOT NULL,
    fact BLOB NOT NULL
);
CREATE INDEX jobs_on_board ON jobs (number) WHERE on_board = 1;

CREATE TABLE queues (
    name TEXT PRIMARY KEY,
    fact BLOB NOT NULL
);

CREATE TABLE machines (
    name TEXT PRIMARY KEY,
    fact BLOB NOT NULL
);

CREATE TABLE placements (
    id INTEGER PRIMARY KEY,
    virtual_computer TEXT NOT NULL,
    incarnation INTEGER NOT NULL,
    fact BLOB NOT NULL,
    UNIQUE (virtual_computer, incarnation)
);

-- What was answered to each operation, so that asking again does nothing.
CREATE TABLE operations (
    id TEXT PRIMARY KEY,
    at REAL NOT NULL,
    answer BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX operations_at ON operations (at);
