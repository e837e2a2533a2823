# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs held in columns: one numpy array for each side of a job, no Python object per job.

A million jobs as objects are half a gigabyte and a second of garbage collection; as
columns they are a tenth of it, travel as they lie in memory, and are sorted in
milliseconds (``docs/performance.md``).
"""
