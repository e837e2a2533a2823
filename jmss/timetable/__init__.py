# SPDX-License-Identifier: GPL-3.0-or-later
"""When a schedule is due: cron times, business days, time zones. No clock, no I/O."""
