# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the program with their versions and licences."""

from jlook_client.components import components


def test_every_part_that_runs_is_named_with_its_licence() -> None:
    found = {part.name.lower(): part for part in components()}
    assert {"jlook", "python", "pyqt6", "numpy", "websockets", "msgspec", "keyring"} <= found.keys()
    assert "pyqt6-qt6" in found, "what the parts need themselves"
    assert "pytest" not in found
    assert all(part.version for part in found.values())
    nameless = {name for name, part in found.items() if not part.licence}
    assert not nameless
    assert all(len(part.licence) < 200 for part in found.values())


def test_what_is_not_installed_is_left_out() -> None:
    assert list(components("no-such-package")) == []
