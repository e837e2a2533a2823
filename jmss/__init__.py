# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine room: JMSS server, execution machines, cluster, commands. No Qt anywhere."""
