# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jmss.cluster.services import DEPENDS_ON, Service, service_named
from jmss.errors import NoSuchService


@pytest.mark.parametrize("words", ["JLook", "jlook", "JLOOK Service", "ESMPRO/JMSS  JLook Service"])
def test_a_service_has_the_manuals_names(words: str) -> None:
    assert service_named(words) is Service.JLOOK


def test_an_unknown_one_is_told_with_those_there_are() -> None:
    with pytest.raises(NoSuchService, match="There are: JCluster, JLook, JSchedule"):
        service_named("JEnv")


def test_jcluster_depends_on_both_others() -> None:
    assert DEPENDS_ON == {Service.JCLUSTER: (Service.JLOOK, Service.JSCHEDULE)}
