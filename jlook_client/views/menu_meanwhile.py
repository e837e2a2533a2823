# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody else has changed of the menu meanwhile, in the words of its editor."""

from jlook_client.views.meanwhile_panel import MeanwhilePanel, Words
from jmss.menu.joining import FOLDER, Here, Part, can_be_joined, menu_changes
from jmss.menu.place_words import field_words
from jmss.menu.tree import each, titles
from jmss.model.meanwhile import Change
from jmss.model.menu import Menu, Parameter
from jmss.texts import Texts


def tell_menu(panel: MeanwhilePanel, base: Menu, theirs: Menu, mine: Menu, tr: Texts) -> None:
    """Show each part that somebody else changed.

    Args:
        panel: shows it.
        base: what the editing began with.
        theirs: what holds now.
        mine: what is written here.
        tr: the words.
    """
    changes = menu_changes(base, theirs, mine)
    where = {way[-1].id: titles(way) for menu in (base, mine, theirs) for way in each(menu.entries)}
    headline = tr(
        "Somebody else has changed the menu meanwhile (revision {revision}). What you have written"
        " is still here.",
        revision=theirs.revision,
    )
    if not changes:
        headline = tr("{head} Only the order of the entries is another.", head=headline)
    wrong = tr("Give each entry an id of its own first, or discard what you have written.")
    words = [_words(change, where, tr) for change in changes]
    panel.tell(headline, changes, words, hindrance="" if can_be_joined(mine) else wrong)


def _words(change: Change[Part], where: dict[str, str], tr: Texts) -> Words:
    identity, field = change.key
    what = field_words(field)
    name = where[identity]
    if what is not None:
        name = tr("{entry}: {field}", entry=name, field=what.told(tr))
    before, theirs, mine = (
        _value(field, value, where, tr) for value in (change.before, change.theirs, change.mine)
    )
    return name, before, theirs, mine


def _value(field: str, value: object, where: dict[str, str], tr: Texts) -> str:
    match value:
        case Here(entry=entry) if entry.job is not None:
            return tr("{name} ({command})", name=entry.title, command=entry.job.command)
        case Here(entry=entry):
            return entry.title
        case bool():
            return tr("yes") if value else tr("no")
        case tuple():
            names = (one.name for one in value if isinstance(one, Parameter))
            return tr(", ").join(names) or "−"
        case str() if field == FOLDER:
            return where.get(value, "−")
        case None | "":
            return "−"
        case _:
            return " ".join(str(value).split())
