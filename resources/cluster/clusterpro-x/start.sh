#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# start.sh - start the JMSS work of a failover group (manual S7)
#
# For CLUSTERPRO X, which sets
#   CLP_EVENT      START, or FAILOVER after the node before had failed
#   CLP_DISK       FAILURE when the switching drive is not there
#   CLP_SERVER     OTHER on any but the server of the highest priority
#   CLP_GROUPNAME  the failover group; cluster.toml must have it under this name
#
# Set for your site:
#   JMSS_ROOT           the folder of cluster.toml, if it is not the usual one
#   JMSS_NODE           this node's name in cluster.toml, if it is not the host name

# To the cluster manager's log, where it has one, and to whoever reads this script's output.
say() {
    printf '%s\n' "$2" >&2
    if command -v clplogcmd >/dev/null 2>&1; then
        clplogcmd -m "$2" -l "$1"
    fi
}

# Exits 0 only when the group works on this node.
jmss() {
    jstart "$@" "$CLP_GROUPNAME"
}

without_drive() {
    say ERR "The switching drive of $CLP_GROUPNAME is not there: its JMSS work cannot start."
    exit 1
}

case "${CLP_EVENT:-}" in
    START)
        if [ "${CLP_DISK:-}" = FAILURE ]; then
            without_drive
        fi
        if [ "${CLP_SERVER:-}" = OTHER ]; then
            say INFO "$CLP_GROUPNAME starts on a server other than that of the highest priority."
            jmss
        else
            say INFO "$CLP_GROUPNAME starts on the server of the highest priority."
            jmss
        fi
        ;;
    FAILOVER)
        if [ "${CLP_DISK:-}" = FAILURE ]; then
            without_drive
        fi
        # The cluster manager has made sure that the node before does not work on the drive any
        # more; it may not have come to give it up.
        if [ "${CLP_SERVER:-}" = OTHER ]; then
            say INFO "$CLP_GROUPNAME starts after a failover on a server other than that of the highest priority."
            jmss --adopt
        else
            say INFO "$CLP_GROUPNAME starts after a failover on the server of the highest priority."
            jmss --adopt
        fi
        ;;
    RECOVER)
        # The server is back in the cluster; the group stays where it is.
        exit 0
        ;;
    *)
        say ERR "The cluster manager does not run: CLP_EVENT is '${CLP_EVENT:-}'."
        exit 1
        ;;
esac
