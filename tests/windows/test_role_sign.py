# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may not act is told so before he tries."""

from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from jlook_client.views.role_sign import RoleSign
from jmss.access.roles import AccessRole
from jmss.texts import Texts


@dataclass
class Known:
    role: str = ""


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("", False),
        (AccessRole.VIEWER, True),
        (AccessRole.STARTER, True),
        (AccessRole.OPERATOR, False),
        (AccessRole.ADMINISTRATOR, False),
    ],
)
def test_the_sign_is_there_for_roles_that_may_only_look(
    qtbot: QtBot, role: str, told: bool
) -> None:
    known = Known()
    sign = RoleSign(known, Texts("en"))
    qtbot.addWidget(sign)
    known.role = role
    sign.look_again()
    assert sign.isVisible() is told
    assert sign.toolTip() == sign.accessibleDescription() != ""
