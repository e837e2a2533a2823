# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's chapter 2.2, step by step, on the real window (manual S6)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.views.faults_of_file import FaultsOfFile
from jmss.cluster.environment import Environments
from jmss.cluster.local import LocalCluster
from jmss.model.machines import ServerType
from jmss.model.storage_folders import Purpose
from tests.fakes.cluster import fake_layout, running_cluster
from tests.fakes.cluster_environment import ClusterEnvironmentWindow

Start = Callable[[str], ClusterEnvironmentWindow]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    with running_cluster(tmp_path / "cluster") as running:
        yield running


@pytest.fixture
def start(
    qapp: QApplication,
    looks: Looks,
    dressed_again: None,
    keep: Callable[[QWidget], None],
    qtbot: QtBot,
    cluster: LocalCluster,
    tmp_path: Path,
) -> Start:
    def started(node: str) -> ClusterEnvironmentWindow:
        home = tmp_path / "home"
        root = cluster.folders.root
        made = ClusterEnvironmentWindow(qapp, root, node, home=home, bot=qtbot)
        keep(made.window)
        return made

    return started


def test_the_first_node_and_the_second(start: Start, cluster: LocalCluster, tmp_path: Path) -> None:
    file = tmp_path / "jclusterenv.csv"
    files = Environments(cluster.folders, fake_layout())

    # １台目のノードでの設定、JMSSサーバグループの設定
    # ① JClusterEnv を選択します。
    one = start("SV1")
    # ② メインウィンドウが表示されますので、JMSSサーバとしたい仮想コンピュータ名を選択します。
    assert one.names == ["VCOM1", "VCOM2", "VCOM3", "VCOM4"]
    assert one.cells("VCOM1")["node"] == "SV1"
    assert one.cells("VCOM1")["SV1"] == "未設定"
    one.select("VCOM1")
    # ③ [編集]－[プロパティ]を選択します。
    one.choose("編集", "プロパティ")
    # ④ [サーバ種別]から「JMSSサーバ」を選択します。
    dialog = one.properties
    assert dialog.drive.text() == "I:"
    one.choose_type("JMSSサーバ")
    # ⑤ 推奨値が表示されますので、[OK]ボタンを選択します。
    assert [dialog.folders[purpose].text() for purpose in Purpose] == [
        "I:/log",
        "I:/output",
        "I:/queue",
        "I:/schedule",
    ]
    assert dialog.ok.text() == "OK"
    one.click(dialog.ok)
    one.wait(lambda: not one.is_asking)

    # 稼働マシングループの設定
    for name, drive in (("VCOM2", "J:"), ("VCOM3", "K:")):
        # ⑥ 稼働マシンとしたい仮想コンピュータ名を選択します。
        one.select(name)
        # ⑦ [編集]－[プロパティ]を選択します。
        one.choose("編集", "プロパティ")
        # ⑧ [サーバ種別]から「稼働マシン」を選択します。
        one.choose_type("稼働マシン")
        # ⑨ ログファイル格納フォルダの推奨値が表示されますので、[OK]ボタンを選択します。
        dialog = one.properties
        shown = {purpose: box.text() for purpose, box in dialog.folders.items() if box.isVisible()}
        assert shown == {Purpose.LOG: f"{drive}/log"}
        one.click(dialog.ok)
        one.wait(lambda: not one.is_asking)
    one.wait(lambda: one.cells("VCOM1")["SV1"] == "未更新")
    assert "サービス環境を更新" in one.caution
    assert files.applied("SV1") is None

    # ⑩ [ファイル]-[サービス環境を更新]を選択します。
    one.choose("ファイル", "サービス環境を更新")
    one.wait(lambda: one.cells("VCOM1")["SV1"] == "同じ")
    # ⑪ [ファイル]-[CSV形式で保存]を選択し、設定内容をCSV形式ファイルに保存します。
    one.choose("ファイル", "CSV形式で保存")
    one.name_file(file)
    one.wait(file.exists)
    one.wait(lambda: str(file) in one.said)
    # ⑫ [ファイル]-[終了] を選択し、JClusterEnvを終了します。
    one.choose("ファイル", "終了")
    assert not one.window.isVisible()

    # ２台目以降のノードでの設定
    # ① JClusterEnv を選択します。
    other = start("SV2")
    # ② [ファイル]-[CSV形式の読み込み]を選択し、保存したCSV形式ファイルを読み込みます。
    other.choose("ファイル", "CSV形式の読み込み")
    other.name_file(file)
    # ③ 同じになっていることを確認し、[ファイル]-[サービス環境を更新]を選択します。
    other.wait(lambda: other.cells("VCOM1")["SV2"] == "未更新")
    assert all(other.cells(name)["SV1"] == "同じ" for name in other.names)
    other.choose("ファイル", "サービス環境を更新")
    other.wait(lambda: other.cells("VCOM4")["SV2"] == "同じ")
    # ④ [ファイル]-[終了] を選択し、JClusterEnvを終了します。
    other.choose("ファイル", "終了")
    assert not other.window.isVisible()

    one_applied, other_applied = files.applied("SV1"), files.applied("SV2")
    assert one_applied is not None
    assert other_applied is not None
    assert one_applied.environment.fingerprint == other_applied.environment.fingerprint
    assert files.carried_as("SV2", "VCOM1") is ServerType.JMSS_SERVER


@pytest.mark.parametrize(
    ("name", "word", "drive", "purpose"),
    [
        ("VCOM1", "JMSSサーバ", "I:", Purpose.SCHEDULE),
        ("VCOM3", "稼働マシン", "K:", Purpose.LOG),
    ],
    ids=["step 5", "step 9"],
)
def test_other_folders_are_taken_if_they_are_on_the_switching_drive(
    start: Start, cluster: LocalCluster, name: str, word: str, drive: str, purpose: Purpose
) -> None:
    """⑤ and ⑨, and chapter 4: 切替ドライブにあるフォルダを設定してください (manual S15)."""
    one = start("SV1")
    one.select(name)
    one.choose("編集", "プロパティ")
    one.choose_type(word)
    dialog = one.properties
    assert dialog.drive.text() == drive
    one.write(dialog.folders[purpose], "Z:/elsewhere")
    told = dialog.fault(purpose)
    assert "Z:/elsewhere" in told
    assert drive in told
    assert not dialog.ok.isEnabled()
    QTest.keyClick(dialog.folders[purpose], Qt.Key.Key_Return)
    assert one.is_asking, "nothing is taken"
    one.write(dialog.folders[purpose], f"{drive}/JMSS/own")
    assert dialog.fault(purpose) == ""
    one.click(dialog.ok)
    one.wait(lambda: not one.is_asking)
    one.select(name)
    one.choose("編集", "プロパティ")
    one.wait(lambda: one.is_asking)
    assert one.properties.folders[purpose].text() == f"{drive}/JMSS/own"
    files = Environments(cluster.folders, fake_layout())
    assert (kept := files.shown("SV1").of(name)) is not None
    assert kept.folders[purpose] == f"{drive}/JMSS/own"


def test_a_node_that_is_set_otherwise_is_seen_to_differ_until_it_loads_the_file(
    start: Start, tmp_path: Path
) -> None:
    """２台目以降 ③: 設定した内容と同じになっていることを確認し."""
    file = tmp_path / "jclusterenv.csv"
    one = start("SV1")
    one.choose("ファイル", "サービス環境を更新")
    one.wait(lambda: one.cells("VCOM1")["SV1"] == "同じ")
    one.choose("ファイル", "CSV形式で保存")
    one.name_file(file)
    one.wait(file.exists)
    one.choose("ファイル", "終了")

    other = start("SV3")
    other.select("VCOM4")
    other.choose("編集", "プロパティ")
    other.write(other.properties.folders[Purpose.LOG], "L:/own")
    other.click(other.properties.ok)
    other.wait(lambda: not other.is_asking)
    other.choose("ファイル", "サービス環境を更新")
    other.wait(lambda: other.cells("VCOM4")["SV3"] == "同じ")
    assert other.cells("VCOM4")["SV1"] == "異なる", "as seen from here"
    assert other.cells("VCOM1")["SV1"] == "同じ"
    other.choose("ファイル", "CSV形式の読み込み")
    other.name_file(file)
    other.wait(lambda: other.cells("VCOM4")["SV1"] == "同じ")
    assert other.cells("VCOM4")["SV3"] == "未更新"
    other.choose("ファイル", "サービス環境を更新")
    other.wait(lambda: other.cells("VCOM4")["SV3"] == "同じ")
    assert other.cells("VCOM4")["SV1"] == "同じ"


def test_a_file_with_faults_is_shown_row_by_row(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "falsch.csv"
    file.write_text("仮想コンピュータ名,サーバ種別\nVCOM9,x\n", encoding="cp932")
    one = start("SV1")
    one.choose("ファイル", "CSV形式の読み込み")
    one.name_file(file)
    one.wait(lambda: one.window.findChild(FaultsOfFile) is not None)
    shown = one.window.findChild(FaultsOfFile)
    assert shown is not None
    assert [row[:2] for row in shown.list.rows] == [("1", "3")] * 4
    assert one.cells("VCOM1")["SV1"] == "未設定"


def test_an_update_under_a_running_group_is_refused_with_the_way_out(
    start: Start, cluster: LocalCluster
) -> None:
    """Manual ch. 4, S15: data folders; nothing is pulled from under a service."""
    one = start("SV1")
    one.select("VCOM1")
    one.choose("編集", "プロパティ")
    one.properties.folders[Purpose.QUEUE].setText("I:/JMSS/queue")
    one.click(one.properties.ok)
    one.wait(lambda: not one.is_asking)
    one.choose("ファイル", "サービス環境を更新")
    one.wait(lambda: "jstop VCOM1" in one.said)
    assert Environments(cluster.folders, cluster.layout).applied("SV1") is None


def test_a_change_in_jenv_is_shown_until_the_environment_is_updated(
    start: Start, cluster: LocalCluster
) -> None:
    """Manual S11 (chapter 4)."""
    one = start("SV1")
    one.choose("ファイル", "サービス環境を更新")
    one.wait(lambda: one.cells("VCOM1")["SV1"] == "同じ")
    (cluster.folders.drive("VCOM1") / "environment_revision").write_text("4")
    one.wait(lambda: one.cells("VCOM1")["SV1"] == "要更新")
    assert "JEnv" in one.caution
    one.choose("ファイル", "サービス環境を更新")
    one.wait(lambda: one.cells("VCOM1")["SV1"] == "同じ")
    assert "JEnv" not in one.caution


@pytest.mark.slow
def test_by_keyboard_alone(start: Start, cluster: LocalCluster) -> None:
    one = start("SV1")
    view = one.view.view
    assert view is not None
    view.setFocus()
    while one.view.chosen is None or one.view.chosen.name != "VCOM3":
        assert one.view.chosen is None or one.view.chosen.name != "VCOM4"
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keySequence(view, "Alt+Return")
    one.wait(lambda: one.is_asking)
    dialog = one.properties
    QTest.keyClick(dialog.server_type, Qt.Key.Key_End)
    assert dialog.chosen_type is None
    QTest.keyClick(dialog.server_type, Qt.Key.Key_Return)
    one.wait(lambda: not one.is_asking)
    one.wait(lambda: one.cells("VCOM3")["server_type"] == "なし")
    one.window.activateWindow()  # a window manager would do that
    one.wait(one.window.isActiveWindow)
    one.wait(one.window.file_menu.actions()[0].isEnabled)
    QTest.keySequence(view, "Ctrl+U")
    one.wait(lambda: one.cells("VCOM3")["SV1"] == "同じ")
    assert Environments(cluster.folders, cluster.layout).carried_as("SV1", "VCOM3") is None
