# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error of the project, in one tree.

::

    JmssError
    ├── Refused            the request itself is at fault; asking again is useless
    │   ├── NoSuchJob, NoSuchQueue, NoSuchMachine
    │   ├── IllegalMove, NotNow
    │   ├── BadValue, BadEnvironment
    │   ├── NoSuchDocument, WrittenMeanwhile, CalendarInUse
    │   ├── BadMenu, NoSuchEntry, BadEntryValues
    │   ├── OperationLost
    │   ├── WrongVersion, NotAllowed (RoleForbids, TokenRefused)
    │   └── NoSuchToken, TokenTaken, ClusterToken, OwnToken, NoTokens
    ├── Unavailable        it may work later
    │   ├── ServerAway, MachineAway, OutputAway, OutputGone
    │   ├── StoreFailed, ArchiveDamaged, Stopping
    │   └── OutcomeUnknown, NotAsked
    ├── WireError          what the peer sent is no message of ours
    ├── DriveError
    │   ├── DriveMissing, DriveHeld, DriveRemote, DriveElsewhere, NotOnDrive
    │   └── DataStays
    ├── ClusterError       what was asked of the cluster cannot be done as it stands
    │   ├── NoSuchNode, NoSuchGroup
    │   ├── NodeUp, NodeDown, ClusterUp, ClusterDown
    │   ├── AddressAway
    │   ├── StillBusy, QueuesStopped
    │   ├── GroupStopped, StopFailed, StartFailed
    │   ├── NoSuchService, StartTied, StopTied, RestartTied
    │   ├── GroupsAtWork, ServerFixed, NotCarried
    │   └── NotInTime, StillRunning
    ├── Fenced             another incarnation works on our drive: stop at once
    ├── BadConfiguration   a file or an option that a person wrote is wrong
    │   ├── WideOpen, GraceTooLong
    │   ├── BadFolder, TwoServers, BadCell, BadSettings, BadMenuFile, SettingsChanged
    │   ├── BadScheduleFile
    │   ├── NoServerName, BadPort, BadAuthorities
    │   └── NoSuchProfile, ProfileTaken, ProfileUnnamed
    └── Unwritten          the result could not be written

Each error is one template and its fields: the same words in a log, in a command and in
a window, in English from ``str(error)``, in Japanese through ``jmss.texts``. ``code`` and
``fields`` travel on the wire; ``from_wire`` builds the error again. What a field says in words of
ours is given as a ``Saying``, or several, and travels so that it can be said in any language.
"""

from typing import ClassVar

from jmss.saying import Saying, as_fields


def _marked(text: str) -> str:
    """Mark a template for translation; ``jmss.texts`` translates it where it is shown."""
    return text


N_ = _marked


LONGEST_FIELD = 1000
"""Characters of a field that travel; what an error is about may be somebody's whole flood."""


class JmssError(Exception):
    """The root. Fields are given by name and fill the template."""

    template: ClassVar[str] = N_("An error without words happened.")

    def __init__(self, **fields: object) -> None:
        self.fields: dict[str, str] = {}
        for name, value in fields.items():
            said = (value,) if isinstance(value, Saying) else value
            if isinstance(said, tuple) and said and all(isinstance(one, Saying) for one in said):
                self.fields[name] = " ".join(map(str, said))[:LONGEST_FIELD]
                self.fields |= as_fields(name, said, LONGEST_FIELD)
            else:
                self.fields[name] = str(value)[:LONGEST_FIELD]
        super().__init__(self.template.format_map(self.fields))

    @property
    def code(self) -> str:
        """The name of the error on the wire."""
        return type(self).__name__


class Refused(JmssError):
    """The request itself is at fault; asking again is useless."""

    template = N_("The JMSS server refused this.")


class NoSuchJob(Refused):
    """The number belongs to no job on the board."""

    template = N_("There is no job {job}. `jstat` lists the jobs there are.")


class NoSuchQueue(Refused):
    """The name belongs to no job queue."""

    template = N_("There is no job queue {queue}. There are: {known}.")


class NoSuchMachine(Refused):
    """The name belongs to no execution machine."""

    template = N_("There is no execution machine {machine}. There are: {known}.")


class IllegalMove(Refused):
    """The job's state does not allow it."""

    template = N_("Job {job} is {state}; from there it cannot become {wanted}.")


class NotNow(Refused):
    """The job's state does not allow this operation."""

    template = N_("Job {job} is {state}: {operation} is not possible now.")


class BadValue(Refused):
    """A field of the request is out of range."""

    template = N_("{field} is {value!s:.80}: {rule}.")


class BadEnvironment(Refused):
    """An environment was not applied; the fields ``fault_0`` on tell each fault (as JSON)."""

    template = N_("The environment was not applied, and nothing was changed: {n} faults are in it.")


class NoSuchDocument(Refused):
    """Nothing of this kind has this name."""

    template = N_("There is no {kind} {name}. It may have been removed meanwhile.")


class WrittenMeanwhile(Refused):
    """Somebody else wrote a newer revision than the one that the asker had seen."""

    template = N_(
        "The {kind} {name} was changed meanwhile: it is at revision {have}, yours was written"
        " from revision {given}. Look at what was changed, then write yours again."
    )


class BadMenu(Refused):
    """A menu may not hold as it was written; ``why`` tells everything that is wrong."""

    template = N_("The menu was not applied, and nothing was changed: {n} faults are in it. {why}")


class NoSuchEntry(Refused):
    """The menu has no such entry, or it is a folder."""

    template = N_(
        "The menu has no entry {entry} that could be started. It may have been changed meanwhile;"
        " `jmenu --list` lists the entries."
    )


class BadEntryValues(Refused):
    """An entry was not started for what was entered; ``why`` tells everything that is wrong."""

    template = N_("{entry} was not started: {why}")


class CalendarInUse(Refused):
    """A calendar cannot be taken away while schedules name it."""

    template = N_(
        "The calendar {calendar} is used by these schedules: {schedules}. Give them another one"
        " first."
    )


class OperationLost(Refused):
    """The server has never received the operation that is asked about."""

    template = N_("Nothing was done: the server never received operation {id}. Ask again.")


class WrongVersion(Refused):
    """The server speaks another version of the protocol."""

    template = N_(
        "The JMSS server {server} speaks version {theirs} of the protocol, this program {ours}."
        " Update the older of the two."
    )


class NotAllowed(Refused):
    """The server does not talk to this client."""

    template = N_("The JMSS server {server} does not allow this: {why}.")


class RoleForbids(NotAllowed):
    """The role of whoever asks is too low for the operation."""

    template = N_("The role {role} does not allow {operation}; that needs the role {needed}.")


class TokenRefused(NotAllowed):
    """The server does not let this client in."""

    template = N_(
        "The JMSS server {server} does not accept the token of this program. Ask the server's"
        " administrator for one (`jcluster token add`) and name its file in the site file"
        " (token_file)."
    )


class NoSuchToken(Refused):
    """The name belongs to no token."""

    template = N_("There is no token of the name {name}. There are: {known}.")


class TokenTaken(Refused):
    """There is a token of this name already."""

    template = N_("There is a token of the name {name} already. `jcluster token remove` ends it.")


class ClusterToken(Refused):
    """The token belongs to the cluster itself."""

    template = N_(
        "The token {name} belongs to the cluster: `jcluster up` makes it. It cannot be replaced or"
        " revoked here."
    )


class OwnToken(Refused):
    """Nobody takes the ground from under his own feet."""

    template = N_(
        "You came in with the token {name} yourself. Another administrator can replace or revoke"
        " it."
    )


class NoTokens(Refused):
    """The server has no list of tokens."""

    template = N_(
        "This JMSS server asks nobody for a token, so there are no users. A server that"
        " `jcluster up` starts has them."
    )


class Unavailable(JmssError):
    """It may work later."""

    template = N_("This is not available at the moment.")


class ServerAway(Unavailable):
    """No JMSS server answers under the virtual computer name."""

    template = N_("No JMSS server answers at {server}: {why}. It may be failing over; try again.")


class MachineAway(Unavailable):
    """The execution machine has no link to the server."""

    template = N_("Execution machine {machine} is not connected. Its jobs are shown as last known.")


class OutputAway(Unavailable):
    """There is no output to read (yet)."""

    template = N_("Job {job} has no output yet: it has not started.")


class OutputGone(Unavailable):
    """No machine that can be asked has the output of that attempt any more."""

    template = N_("No linked execution machine has the output of attempt {attempt} of job {job}.")


class StoreFailed(Unavailable):
    """The database cannot be read or written; nothing is accepted any more."""

    template = N_("The JMSS server cannot store anything in {file}: {why}. Nothing was accepted.")


class ArchiveDamaged(Unavailable):
    """A part of an archive file cannot be read; the rest was."""

    template = N_("Not all of the archive file {file} can be read: {why}. The rest was read.")


class Stopping(Unavailable):
    """The server is going down in good order."""

    template = N_("The JMSS server is stopping. Nothing was done; ask again in a moment.")


class OutcomeUnknown(Unavailable):
    """The link was cut before the answer came."""

    template = N_(
        "The link was cut before the answer came; the outcome of operation {id} is unknown."
        " Run the same command with --operation {id} to learn it: it is not done twice."
    )


class TooOld(Unavailable):
    """The server is of before this question came, and would end the link for it."""

    template = N_("The JMSS server is older than this JLook and cannot answer that.")


class NotAsked(Unavailable):
    """The link was down when it was this one's turn."""

    template = N_("The link was down: the server was not asked. Nothing was done.")


class WireError(JmssError):
    """What the peer sent is no message of ours."""

    template = N_("A message could not be understood: {why}.")


class DriveError(JmssError):
    """Something is wrong with a switching drive."""

    template = N_("The switching drive {drive} cannot be used.")


class DriveMissing(DriveError):
    """The folder is not there or cannot be written."""

    template = N_("The switching drive {drive} is not there or cannot be written: {why}.")


class DriveHeld(DriveError):
    """Somebody else holds the lock of the drive."""

    template = N_("The switching drive {drive} is in use by {owner}.")


class DriveRemote(DriveError):
    """A kernel lock protects one kernel only."""

    template = N_(
        "The switching drive {drive} is on a network file system ({kind}). Locks there do not"
        " protect it; use a cluster manager such as Pacemaker instead of the local cluster."
    )


class DriveElsewhere(DriveError):
    """Another machine worked on the drive last and never gave it up."""

    template = N_(
        "The switching drive {drive} was last used by {node} on another machine ({machine}), which"
        " never gave it up. Make sure that nothing works on it there, then run"
        " `jcluster up --adopt`."
    )


class NotOnDrive(DriveError):
    """A data folder must lie on the group's switching drive (manual S15)."""

    template = N_("The folder {folder} is not on the switching drive {drive}; choose one there.")


class DataStays(DriveError):
    """The data cannot follow the service environment to another folder."""

    template = N_(
        "The data of {group} lies in {was} and cannot be moved to {wanted}: {why}. Move it by hand"
        " while the group is stopped, or set {was} in JClusterEnv again."
    )


class ClusterError(JmssError):
    """What was asked of the cluster cannot be done as it stands."""

    template = N_("The cluster could not do this.")


class NoSuchNode(ClusterError):
    """The name belongs to no node."""

    template = N_("There is no node {node}. There are: {known}.")


class NoSuchGroup(ClusterError):
    """The name belongs to no failover group."""

    template = N_("There is no failover group {group}. There are: {known}.")


class NodeUp(ClusterError):
    """The node runs already."""

    template = N_("Node {node} is running already.")


class NodeDown(ClusterError):
    """The node does not run."""

    template = N_("Node {node} is not running. `jcluster start {node}` starts it.")


class ClusterUp(ClusterError):
    """The cluster runs already."""

    template = N_("The cluster in {root} is running already. `jcluster down` ends it.")


class ClusterDown(ClusterError):
    """The cluster does not run, or there is none."""

    template = N_("No cluster runs in {root}. `jcluster up` starts it.")


class AddressAway(ClusterError):
    """A virtual computer's address cannot be used on this machine."""

    template = N_(
        "Port {port} on {address} ({name}) cannot be used on this machine: {why}. Choose another"
        " port with --port, or another address in {layout}."
    )


class NotInTime(ClusterError):
    """The cluster was told, but what was waited for has not happened."""

    template = N_("After {seconds} s still missing: {missing}. The logs are in {logs}.")


class StillBusy(ClusterError):
    """Jobs run on a group that is to be moved (manual S12)."""

    template = N_(
        "After {seconds} s jobs still run on {group}: {jobs}. It was not moved, and its queues are"
        " open again. Wait longer (--wait), or move it at once (--now), which interrupts them."
    )


class QueuesStopped(ClusterError):
    """Queues that were stopped for a while could not be opened again."""

    template = N_(
        "These job queues are still stopped: {queues}; they could not be opened again: {why} Open"
        " them in JLook's [Queue] menu; `jcluster status` says where the group is."
    )


class GroupStopped(ClusterError):
    """The group was told to stop its work."""

    template = N_("Group {group} was stopped (`jstop`). `jstart {group}` lets it work again.")


class NoSuchService(ClusterError):
    """A node has no such service."""

    template = N_("There is no service {service}. There are: {known}.")


class StartTied(ClusterError):
    """A service that JCluster Service depends on is not started by itself (manual S5)."""

    template = N_(
        "{service} does not start by itself: {whole} starts it. Start that:"
        " `jservice start JCluster`."
    )


class StopTied(ClusterError):
    """A service that JCluster Service depends on is not stopped by itself (manual S5)."""

    template = N_(
        "{service} does not stop by itself: {whole}, which depends on it, runs. Stop that, which"
        " stops all three: `jservice stop JCluster`."
    )


class RestartTied(ClusterError):
    """A service that JCluster Service depends on is not restarted by itself (manual S16)."""

    template = N_(
        "To restart {service}, restart {whole}, which depends on it: `jservice restart JCluster`."
    )


class StopFailed(ClusterError):
    """Something of a group's work is left after all attempts to end it."""

    template = N_("Not everything of group {group} could be ended; still there: {left}.")


class StartFailed(ClusterError):
    """A group's service ended instead of working."""

    template = N_("The service of group {group} did not start (exit code {code}). See {log}.")


class GroupsAtWork(ClusterError):
    """A change would pull the ground from under services that run."""

    template = N_(
        "On node {node} this would change the server type or the folders of a group that works"
        " there: {groups}. Nothing was applied. Stop it first ({stop}), update the service"
        " environment, then let it work again ({start})."
    )


class ServerFixed(ClusterError):
    """Another virtual computer becomes the JMSS server only while nothing runs."""

    template = N_(
        "The JMSS server of this cluster is {server}; {wanted} can take its place only while the"
        " whole cluster is down. Nothing was applied. End it (`jcluster down`), update the service"
        " environment of every node, then start it again (`jcluster up`)."
    )


class NotCarried(ClusterError):
    """The service environment of the node says that JMSS does not run for this group there."""

    template = N_(
        "JMSS does not carry group {group} on node {node}: it has no server type there. Choose one"
        " in JClusterEnv ([Edit]-[Properties]) and update the service environment."
    )


class StillRunning(ClusterError):
    """A process does not die, so nothing of its node may be taken over."""

    template = N_("Processes of node {node} do not end: {processes}. Nothing was taken over.")


class Fenced(JmssError):
    """Another incarnation works on our drive; the process stops at once."""

    template = N_("Incarnation {mine} of {name} was replaced by incarnation {current}.")


class BadConfiguration(JmssError):
    """A file or an option that a person wrote is wrong."""

    template = N_("{where}: {why}.")


class WideOpen(BadConfiguration):
    """The server would let in anybody from outside."""

    template = N_(
        "A server does not listen on {address}:{port}, where others can reach it, without:"
        " {missing}. `jcluster cert` makes certificates, `jcluster token add` tokens; or give it"
        " a loopback address."
    )


class GraceTooLong(BadConfiguration):
    """Jobs would get more time to end than the cluster manager waits (manual S7, chapter 4)."""

    template = N_(
        "A grace period of {grace} s, and {ending} s to end what is left, do not fit into the"
        " cluster manager's stop timeout of {timeout} s. Give a shorter --grace, or raise the stop"
        " timeout."
    )


class BadFolder(BadConfiguration):
    """What somebody wrote can be no storage folder (manual S6)."""

    template = N_("{folder} cannot be a storage folder: {why}.")


class TwoServers(BadConfiguration):
    """A service environment has not exactly one JMSS server (manual S1)."""

    template = N_(
        "A cluster works with exactly one JMSS server; here {count} are set ({names}). Choose the"
        " server type in JClusterEnv ([Edit]-[Properties])."
    )


class BadCell(BadConfiguration):
    """A field of a CSV file of a service environment is wrong."""

    template = N_("“{text!s:.80}”: {why}")


class BadSettings(BadConfiguration):
    """A CSV file of a service environment cannot be loaded as it is."""

    template = N_("{file} was not loaded, and nothing was changed: {n} faults are in it.")


class BadMenuFile(BadConfiguration):
    """A menu's file cannot be imported as it is."""

    template = N_("{file} cannot be imported: {n} faults are in it. Nothing was changed.")


class BadScheduleFile(BadConfiguration):
    """A file with a schedule or a calendar cannot be used as it is."""

    template = N_("{file} cannot be used: {why}. Nothing was changed.")


class SettingsChanged(BadConfiguration):
    """Somebody else changed the settings since they were read."""

    template = N_(
        "The settings of node {node} were changed meanwhile by somebody else. Look at them, then"
        " change them again."
    )


class NoServerName(BadConfiguration):
    """A person entered something that cannot be a virtual computer name."""

    template = N_(
        "“{text!s:.80}” is no virtual computer name. Enter one, such as VCOM1, with a port if it is"
        " unusual: VCOM1:7341."
    )


class BadPort(BadConfiguration):
    """A port is out of range."""

    template = N_("{port!s:.20} is no TCP port. Enter a number from 1 to 65535.")


class BadAuthorities(BadConfiguration):
    """The file with the authorities of certificates cannot be used."""

    template = N_(
        "The file {file} cannot be used to check certificates: {why}. Choose the PEM file of the"
        " site's authority (`jcluster cert` makes ca.crt)."
    )


class NoSuchProfile(BadConfiguration):
    """The name belongs to no server that JLook knows."""

    template = N_("JLook knows no server of the name {name}. It knows: {known}.")


class ProfileTaken(BadConfiguration):
    """Another server has the name already."""

    template = N_("There is a server of the name {name} already. Choose another name.")


class ProfileUnnamed(BadConfiguration):
    """A server has no name to be found by."""

    template = N_("Give the server a name of at most {most} characters.")


class Unwritten(JmssError):
    """The result is there, but could not be written to standard output."""

    template = N_("This could not be written to standard output ({why}): {text!s:.200}")


def _tree(root: type[JmssError]) -> dict[str, type[JmssError]]:
    known = {root.__name__: root}
    for child in root.__subclasses__():
        known.update(_tree(child))
    return known


def from_wire(code: str, fields: dict[str, str]) -> JmssError:
    """Build the error that ``code`` and ``fields`` describe; an unknown code gives ``Refused``."""
    kind = _tree(JmssError).get(code, Refused)
    try:
        return kind(**fields)
    except (KeyError, IndexError, ValueError, TypeError):
        # The fields are the peer's: they may lack what the words need or name what is no field.
        return Refused()
