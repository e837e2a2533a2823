# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is where: failover groups, their nodes and their drives (manual S3)."""
