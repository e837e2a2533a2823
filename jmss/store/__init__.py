# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept on the JMSS server's switching drive: the journal and the facts."""
