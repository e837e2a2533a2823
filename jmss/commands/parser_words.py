# SPDX-License-Identifier: GPL-3.0-or-later
"""What click says by itself when a command is called wrongly, so that it is in the catalogue.

click looks its words up through the process's catalogue (``options.run`` sets it).
"""

from jmss.errors import N_

WORDS = (
    N_("Usage:"),
    N_("Options"),
    N_("Show this message and exit."),
    N_("default: {default}"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Missing argument"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("No such option {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value!r} is not a valid UUID."),
    N_("{value} is not in the range {range}."),
)
"""click's own templates, word for word."""
