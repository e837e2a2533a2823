# SPDX-License-Identifier: GPL-3.0-or-later
"""What JClusterEnv says is still to be done, by a list (manual S6, S11)."""

from jmss.errors import JmssError
from jmss.model.environment_list import EnvironmentList, NodeLine
from jmss.model.service_environment import ServiceEnvironment
from jmss.texts import Texts


def cautions(listed: EnvironmentList, tr: Texts) -> list[str]:
    """Give sentences, the most pressing first; none when all nodes are the same and updated."""
    said = []
    if listed.outdated:
        said.append(
            tr(
                "JEnv changed the environment (revision {revision}). Choose [File]-[Update service"
                " environment] on: {nodes}",
                revision=listed.revision,
                nodes=", ".join(listed.outdated),
            )
        )
    settings = ServiceEnvironment(computers=tuple(line.setting for line in listed.computers))
    try:
        settings.check_server()
    except JmssError as error:
        said.append(tr.error(error))
    here = next((node for node in listed.nodes if node.name == listed.node), None)
    if here is not None and here.settings and here.settings != here.applied:
        said.append(
            tr(
                "The settings of {node} were changed and do not hold yet. Choose [File]-[Update"
                " service environment].",
                node=here.name,
            )
        )
    said += _differences(listed, here, tr)
    return said


def _differences(listed: EnvironmentList, here: NodeLine | None, tr: Texts) -> list[str]:
    """Say which nodes are not as this one, once anything was set here."""
    if here is None or not here.applied:
        return []
    others = [node.name for node in listed.nodes if node.applied != here.applied]
    if not others or here.settings != here.applied:
        return []
    return [
        tr(
            "The service environment in force is another one on: {nodes}. Load the CSV file of"
            " {node} there and update the service environment.",
            nodes=", ".join(others),
            node=here.name,
        )
    ]
