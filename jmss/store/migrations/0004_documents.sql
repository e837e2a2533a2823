-- SPDX-License-Identifier: GPL-3.0-or-later
-- What administrators write, and how far each schedule has come (jmss/model/documents.py).
CREATE TABLE documents (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    fact BLOB NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;
