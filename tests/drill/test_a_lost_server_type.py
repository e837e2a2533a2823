# SPDX-License-Identifier: GPL-3.0-or-later
"""Who needs a machine that is to lose its server type is named by ``jclusterenv`` (manual S6)."""

from pathlib import Path

from click.testing import CliRunner, Result

from jmss.cluster.layout import figure
from jmss.cluster.local import LocalCluster
from jmss.commands.jclusterenv import jclusterenv
from jmss.texts import Texts
from tests.fakes.cluster import free_port, running_cluster


def call(cluster: LocalCluster, *words: str, language: str = "en") -> Result:
    arguments = [*words, "--root", str(cluster.folders.root)]
    return CliRunner().invoke(jclusterenv(Texts(language)), arguments)


def test_it_is_said_at_each_step_before_it_is_done(tmp_path: Path) -> None:
    with running_cluster(tmp_path / "cluster", figure(port=free_port())) as cluster:
        file = str(tmp_path / "settings.csv")
        result = call(cluster, "--set", "VCOM4", "--type", "none", "--save", file)
        assert result.exit_code == 0, result.output
        assert "These job queues still need VCOM4: VCOM4. " in result.stderr
        result = call(cluster, "--node", "SV1", "--update", language="ja")
        assert "VCOM4 をまだ必要とするジョブキュー" in result.stderr
        result = call(cluster, "--node", "SV2", "--load", file)
        assert result.exit_code == 0, result.output
        assert "These job queues still need VCOM4: VCOM4. " in result.stderr
        assert call(cluster, "--set", "VCOM4", "--type", "machine").stderr == ""
