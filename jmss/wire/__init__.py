# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of the link: messages, codec, close codes. No I/O."""
