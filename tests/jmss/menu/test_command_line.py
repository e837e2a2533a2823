# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is entered stays one word: tried with the shell itself."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jmss.menu.command_line import command_faults, filled, names_in, quoted

NASTY = st.one_of(
    st.text("'\"\\`$(){};&|<>\n\r\t #!*?[]~%=-ab1漢é", max_size=30),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=30),
    st.sampled_from(["", "$(id)", "'; id; '", "-rf", "if", "1", "\\", "'\\''", "a\nid\n", "{x}"]),
)

SAFE_PLACES = [
    "printf '%s\\0' {a}",
    "printf '%s\\0' {a} # whatever",
    "X={a}; printf '%s\\0' \"$X\"",
    "X=\"$(date +%F)\"; printf '%s\\0' ''{a}",
    "X=$(printf '%s\\0' {a}; printf .); printf '%s\\0' {a}",
    "if true; then printf '%s\\0' {a}; fi",
    "for one in {a}; do printf '%s\\0' \"$one\"; done",
    "case {a} in *) printf '%s\\0' {a};; esac",
    "printf '%s\\0' \"${{HOME}}\" >/dev/null; printf '%s\\0' {a}",
    'printf "%s\\\\0" {a}',
]


def run(command: str) -> bytes:
    ended = subprocess.run(
        ["/bin/sh", "-c", command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr
    return ended.stdout


@settings(max_examples=60, deadline=None)
@given(values=st.lists(NASTY, min_size=20, max_size=20))
def test_a_value_never_leaves_its_quotes(values: list[str]) -> None:
    names = [f"v{n}" for n in range(len(values))]
    # Told apart by themselves, glued to words, after a redirection, beside each other.
    command = " ; ".join(f"printf '%s\\0' {{{name}}} x{{{name}}}y --o={{{name}}}" for name in names)
    assert not list(command_faults(command))
    words = run(filled(command, dict(zip(names, values, strict=True)))).split(b"\0")
    expected = [w for v in values for w in (v, f"x{v}y", f"--o={v}")]
    assert [word.decode() for word in words[:-1]] == expected


@pytest.mark.parametrize("command", SAFE_PLACES)
@settings(max_examples=12, deadline=None)
@given(value=NASTY)
def test_where_it_may_stand_it_is_safe(command: str, value: str) -> None:
    assert not list(command_faults(command))
    assert run(filled(command, {"a": value})) == value.encode() + b"\0"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("echo '{a}'", "inside quotes"),
        ('echo "{a}"', "inside double quotes"),
        ('echo "$(echo "{a}")"', "cannot be made safe"),
        ('echo "${{X:-"{a}"}}"', "cannot be made safe"),
        ('echo "${{X:-{a}}}"', "braces of the shell"),
        ("echo ${{X:-{a}}}", "braces of the shell"),
        ("echo \\{a}", "backslash"),
        ("echo ${a}", "a $ stands"),
        ("echo $'x' {a}", "cannot be made safe"),
        ("echo `echo {a}`", "cannot be made safe"),
        ('echo "`echo \'`" {a}', "cannot be made safe"),
        ('X="$(date {a})"', "and $("),
        ('X="$(case a in a) echo "{a}";; esac)"', "cannot be made safe"),
        ("X=\"$(echo 'x')\" {a}", "cannot be made safe"),
        ("cat <<END\n{a}\nEND", "cannot be made safe"),
        ("echo $((1 + {a}))", "cannot be made safe"),
        ("true # about {a}", "comment"),
        ("true;# about {a}", "comment"),
        ("echo 'it''{a}", "inside quotes"),
    ],
)
def test_where_it_would_not_be_safe_it_is_refused(command: str, why: str) -> None:
    (fault,) = command_faults(command)
    assert fault.fields["name"] == "a"
    assert why in str(fault.fields["why"])


@pytest.mark.parametrize(
    "command",
    [
        "echo it\\'s {a}",
        "echo 'x' {a}",
        'echo "x\\"y" {a}',
        'echo "${{HOME}}" {a}',
        "echo a#b {a}",
        "true # x\necho {a}",
        "echo $HOME {a}",
        "(cd /tmp; echo {a})",
        "echo $(echo {a})",
        "sort < {a} > {b}",
    ],
)
def test_the_places_that_are_usual(command: str) -> None:
    assert list(command_faults(command)) == []


def test_braces() -> None:
    command = "awk '{{print $1}}' {file} | head -n {n}; echo ${{HOME}} {file}"
    assert list(command_faults(command)) == []
    assert names_in(command) == ["file", "n"]
    text = filled(command, {"file": "a b", "n": "3"})
    assert text == "awk '{print $1}' 'a b' | head -n '3'; echo ${HOME} 'a b'"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo {", "character 6"),
        ("echo } {a}", "character 6"),
        ("awk '{print $1}'", "{print $1} names no parameter"),
        ("echo {}", "{} names no parameter"),
        ("echo {1a}", "{1a} names no parameter"),
    ],
)
def test_braces_that_are_wrong_are_told(command: str, said: str) -> None:
    (fault,) = command_faults(command)
    assert said in fault.template.format_map(fault.fields)


def test_even_what_needs_no_quotes_gets_them() -> None:
    assert quoted("1") == "'1'"
    assert quoted("it's") == "'it'\"'\"'s'"
    assert quoted("") == "''"
    # Else it would say which file is redirected.
    assert run(filled("printf x {n}>/dev/null", {"n": "2"})) == b""
