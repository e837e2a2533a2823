# SPDX-License-Identifier: GPL-3.0-or-later
"""Why the link is down: for each ``Cause`` what happened, what is done, what to do about it."""

from dataclasses import dataclass

from jmss.errors import N_
from jmss.link.certificate import day
from jmss.link.view import Cause, LinkState, LinkView
from jmss.saying import Saying
from jmss.texts import Texts
from jmss.wire import close_codes


@dataclass(frozen=True, slots=True)
class Words:
    """What an operator is told; msgids in ``MATRIX``, whole sentences from ``cause_words``."""

    happened: str = ""
    doing: str = ""
    advice: str = ""


_DIALS = N_("{program} dials {server} again by itself until it answers.")
_DIALS_SLOWLY = N_("{program} does not take it for {server}, and dials again every few seconds.")
_WAITS_FOR_YOU = N_("{program} waits: nothing is dialled until you choose [Connect].")
_DOES_NOT_INSIST = N_("{program} does not dial again by itself: the answer would be the same.")
_AT_ITS_TIME = N_("{program} dials {server} again by itself at the time that the server named.")
_LOOKS_AGAIN = N_(
    "{program} sends nothing to {server}, looks again each half minute, and goes on by itself once"
    " the certificate is right."
)
_FAILOVER = N_(
    "Usually nothing: after a failover {server} answers on another node within seconds."
    " If this lasts for minutes, tell the administrator of the cluster."
)

MATRIX: dict[Cause, Words] = {
    Cause.NONE: Words(),
    Cause.OPERATOR: Words(
        N_("You disconnected."),
        _WAITS_FOR_YOU,
        N_("Choose [Connect] when you want to see {server} again."),
    ),
    Cause.GOODBYE: Words(
        N_("The server said that it stops in good order."),
        _AT_ITS_TIME,
        N_("If it does not come back within minutes, ask the administrator who stopped it."),
    ),
    Cause.MOVING: Words(
        N_("{server} is being moved to another node."),
        _AT_ITS_TIME,
        N_("Nothing: somebody wanted it, and it takes seconds."),
    ),
    Cause.CUT: Words(N_("The connection was cut."), _DIALS, _FAILOVER),
    Cause.SILENT: Words(
        N_("The server has stopped answering."),
        _DIALS,
        N_(
            "Usually nothing: after a failover {server} answers on another node within seconds."
            " If others still see it, check the network of this workstation."
        ),
    ),
    Cause.REFUSED: Words(
        N_("The address refuses connections: the server is not up yet."), _DIALS, _FAILOVER
    ),
    Cause.UNREACHABLE: Words(
        N_("Nobody has the server's address."),
        _DIALS,
        N_(
            "If this lasts for minutes, ask the administrator which node holds the address of"
            " {server}, and check the network of this workstation."
        ),
    ),
    Cause.TIMED_OUT: Words(
        N_("Nothing answers at the server's address."),
        _DIALS,
        N_(
            "If this lasts for minutes, check the network of this workstation, and ask whether a"
            " firewall stands before {server}."
        ),
    ),
    Cause.NAME_UNKNOWN: Words(
        N_("The name {server} does not resolve."),
        N_("{program} asks for the name again at every attempt."),
        N_("Check the name for a misprint; else ask the administrator to enter {server} in DNS."),
    ),
    Cause.NAME_SILENT: Words(
        N_("The name service does not answer."),
        N_("{program} asks again, and dials the last address of {server} that it knows."),
        N_("Check the network of this workstation; else tell whoever runs the name service."),
    ),
    Cause.NO_HELLO: Words(
        N_("The address takes the connection but does not speak."),
        _DIALS,
        N_(
            "The server may be hanging or about to start. If this lasts for minutes, have the"
            " administrator look at the node that holds {server}."
        ),
    ),
    Cause.WRONG_SERVICE: Words(
        N_("Another service answers on the server's port."),
        _DIALS_SLOWLY,
        N_("If this lasts, check the port of {server}: another program may have taken it."),
    ),
    Cause.BUSY: Words(
        N_("The server is busy and asked us to come back later."),
        N_("{program} comes back by itself at the time that the server named."),
        N_("Nothing: after a failover all consoles return at once and take turns."),
    ),
    Cause.OLDER: Words(
        N_("A server that is no longer the active one answered."),
        _DIALS_SLOWLY,
        N_(
            "If this lasts, ask the administrator to end the old server: two nodes may hold"
            " {server} at once."
        ),
    ),
    Cause.STALLED: Words(
        N_("The transfer of what was missed stopped half-way."),
        N_("{program} dials {server} again and goes on from where it stopped."),
        N_("Usually nothing. If it happens again and again, check the network."),
    ),
    Cause.GAP: Words(
        N_("A part of what the server sent was missing."),
        N_("{program} dials {server} again by itself, and asks for what is missing."),
        N_("Usually nothing. If it happens again and again, tell the administrator."),
    ),
    Cause.BAD_MESSAGE: Words(
        N_("The server sent something that cannot be read."),
        N_("{program} dropped the link, and dials {server} again every few seconds."),
        N_(
            "If this lasts, {program} and server may not fit: tell the administrator both versions."
        ),
    ),
    Cause.NOT_ALLOWED: Words(
        N_("The server lets in only who shows a token that it accepts."),
        _DOES_NOT_INSIST,
        N_("Ask the administrator for a token for {server}, then choose [Connect]."),
    ),
    Cause.CERTIFICATE: Words(
        N_("The server's certificate cannot be believed."),
        _LOOKS_AGAIN,
        N_("Tell the administrator: it may be another server, or its certificate is damaged."),
    ),
    Cause.CERTIFICATE_NAME: Words(
        N_("The server's certificate is not that of {server}."),
        _LOOKS_AGAIN,
        N_(
            "Tell the administrator: on every node the certificate must bear the name {server}."
            " It may also be another server."
        ),
    ),
    Cause.CERTIFICATE_ISSUER: Words(
        N_("Nobody whom this workstation trusts has issued the server's certificate."),
        _LOOKS_AGAIN,
        N_(
            "Ask the administrator for the site's authority file, and choose it in [File] –"
            " [Servers]. If it worked before, it may be another server."
        ),
    ),
    Cause.CERTIFICATE_EXPIRED: Words(
        N_("The server's certificate has run out."),
        _LOOKS_AGAIN,
        N_(
            "Tell the administrator that the certificate must be renewed, unless the date of this"
            " workstation is wrong."
        ),
    ),
    Cause.CERTIFICATE_EARLY: Words(
        N_("The server's certificate is not valid yet."),
        _LOOKS_AGAIN,
        N_("Check the clock of this workstation; else tell the administrator."),
    ),
    Cause.AUTHORITIES: Words(
        N_("The file with the certificate authorities cannot be used."),
        N_("{program} sends nothing to {server}, and reads the file again every few seconds."),
        N_("Choose the site's authority file in [File] – [Servers], or mend ca_file in site.toml."),
    ),
    Cause.WRONG_VERSION: Words(
        N_("The server speaks another version of the protocol."),
        _DOES_NOT_INSIST,
        N_("Install the {program} that belongs to the server, then start it again."),
    ),
}
"""Every cause in words; a test goes through all of them in every language."""

SERVER_NEWER = Words(
    N_("The server is newer than this {program}: it speaks protocol {detail}, not {ours}."),
    _DOES_NOT_INSIST,
    N_("Install the {program} that belongs to the server, then start it again."),
)
SERVER_OLDER = Words(
    N_("The server is older than this {program}: it speaks protocol {detail}, not {ours}."),
    _DOES_NOT_INSIST,
    N_("Have the server brought up to date, or install the {program} that belongs to it."),
)
"""Told in place of the cause where it is known which protocol the server speaks."""

WORKSTATION_OFFLINE = Words(
    N_("This workstation is not connected to a network."),
    N_("{program} goes on trying, and dials at once when the network is back."),
    N_("Check the network cable or the wireless network of this workstation."),
)
"""Told in place of a cause that a missing network explains."""

EXPLAINED_BY_NO_NETWORK = frozenset(
    {
        Cause.CUT,
        Cause.SILENT,
        Cause.UNREACHABLE,
        Cause.TIMED_OUT,
        Cause.NAME_UNKNOWN,
        Cause.NAME_SILENT,
    }
)
"""With any other cause somebody has answered, whatever the workstation says of its network."""

_DETAILED: dict[Cause, str] = {
    Cause.MOVING: N_("{server} is being moved to {detail}."),
    Cause.SILENT: N_("Nothing was heard from the server for {detail} s."),
    Cause.REFUSED: N_("{detail} refuses connections: the server is not up yet."),
    Cause.UNREACHABLE: N_("Nobody has the address {detail}."),
    Cause.TIMED_OUT: N_("Nothing answers at {detail}."),
    Cause.NO_HELLO: N_("{detail} takes the connection but does not speak."),
    Cause.CERTIFICATE: N_("The server's certificate cannot be believed: {detail}."),
    Cause.CERTIFICATE_NAME: N_("The certificate is not that of {server}: {detail}."),
    Cause.CERTIFICATE_ISSUER: N_("Nobody trusted has issued the certificate: {detail}."),
    Cause.CERTIFICATE_EXPIRED: N_("The certificate has run out: {detail}."),
    Cause.CERTIFICATE_EARLY: N_("The certificate is not valid yet: {detail}."),
    Cause.AUTHORITIES: N_("The file with the certificate authorities cannot be used: {detail}."),
}
"""Where the detail says more than the plain sentence does."""

_CLOSED: dict[str, str] = {
    str(code): words
    for code, words in {
        close_codes.TOO_BIG: N_("The server ended the link: a message was too big for it."),
        close_codes.SLOW: N_("The server ended the link: what it sent was not read in time."),
        close_codes.REPLACED: N_("The server ended the link: a newer one has taken its place."),
        close_codes.RESYNC_FAILED: N_("The server ended the link: it could not tell all changes."),
        close_codes.IDLE: N_("The server ended the link: it heard nothing from here for too long."),
        close_codes.BAD_MESSAGE: N_("The server ended the link: it could not read a message."),
    }.items()
}
"""Where the server itself ended a link, by the code that it said."""
_DENIED = N_("{server} does not let {program} in: {why}.")
"""Where the server said why."""

_CERTIFIED: dict[Cause, str] = {
    Cause.CERTIFICATE_NAME: N_(
        "The certificate is for {names}, not for {server} (issued by {issuer}, valid from"
        " {since} to {until})."
    ),
    Cause.CERTIFICATE_ISSUER: N_(
        "The certificate for {names} was issued by {issuer}, whom this workstation does not"
        " trust (valid from {since} to {until})."
    ),
    Cause.CERTIFICATE_EXPIRED: N_(
        "The certificate for {names} ran out on {until} (issued by {issuer}, valid from {since})."
    ),
    Cause.CERTIFICATE_EARLY: N_(
        "The certificate for {names} is valid from {since} only (issued by {issuer}, until"
        " {until})."
    ),
    Cause.CERTIFICATE: N_(
        "The certificate for {names} cannot be believed (issued by {issuer}, valid from {since}"
        " to {until})."
    ),
}
"""Said where the certificate itself could be read."""


def cause_words(tr: Texts, view: LinkView, *, offline: bool = False) -> Words:
    """Say why the link is down, what JLook does about it and what the operator can do.

    Args:
        tr: the words.
        view: the link; nothing is said while it is up.
        offline: whether this workstation says that it has no network.
    """
    if offline and view.cause in EXPLAINED_BY_NO_NETWORK:
        words = WORKSTATION_OFFLINE
    elif view.cause is Cause.WRONG_VERSION and view.detail.isdecimal():
        words = SERVER_NEWER if int(view.detail) > _protocol() else SERVER_OLDER
    else:
        words = MATRIX[view.cause]
        words = Words(_happened(view) or words.happened, words.doing, words.advice)
    stopped = view.state is LinkState.OFFLINE and words.doing
    doing = _WAITS_FOR_YOU if stopped else words.doing
    told = (words.happened, doing, words.advice)
    return Words(*(tr(t, **_fields(tr, view)) if t else "" for t in told))


def _happened(view: LinkView) -> str:
    """Give the sentence that says most, if there is more to say than the plain one does."""
    if view.certificate is not None and view.cause in _CERTIFIED:
        return _CERTIFIED[view.cause]
    if view.cause is Cause.CUT:
        return _CLOSED.get(view.detail, "")
    if view.cause is Cause.NOT_ALLOWED:
        return _DENIED if _why_denied(view) else ""
    return _DETAILED.get(view.cause, "") if view.detail else ""


def _why_denied(view: LinkView) -> Saying | None:
    from jmss.wire.close_reasons import saying_of  # noqa: PLC0415 - not for the first paint

    return saying_of(view.detail)


def _protocol() -> int:
    from jmss.wire.messages import PROTOCOL  # noqa: PLC0415 - not for the first paint

    return PROTOCOL


def _fields(tr: Texts, view: LinkView) -> dict[str, str]:
    fields = {"program": tr.program, "server": view.server, "detail": view.detail}
    if view.cause is Cause.WRONG_VERSION:
        fields["ours"] = str(_protocol())
    if view.cause is Cause.NOT_ALLOWED:
        why = _why_denied(view)
        fields["why"] = why.told(tr) if why else ""
    shown = view.certificate
    if shown is not None:
        fields["names"] = ", ".join(shown.names) or "−"
        fields |= {"issuer": shown.issuer, "since": day(shown.since), "until": day(shown.until)}
    return fields


def cause_sentence(tr: Texts, view: LinkView, *, offline: bool = False) -> str:
    """Say in one sentence why the link is down; nothing while it is up."""
    return cause_words(tr, view, offline=offline).happened
