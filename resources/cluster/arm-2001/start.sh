#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# start.sh - start the JMSS work of a failover group (manual S7)
#
# For CLUSTERPRO/ActiveRecoveryManager, which sets
#   ARMS_EVENT      START, or FAILOVER after the node before had failed
#   ARMS_DISK       FAILURE when the switching drive is not there
#   ARMS_SERVER     OTHER on any but the server of the highest priority
#   ARMS_GROUPNAME  the failover group; cluster.toml must have it under this name
#
# Set for your site:
#   JMSS_ROOT           the folder of cluster.toml, if it is not the usual one
#   JMSS_NODE           this node's name in cluster.toml, if it is not the host name

# To the system's log, where there is one, and to whoever reads this script's output.
say() {
    printf '%s\n' "$2" >&2
    if command -v logger >/dev/null 2>&1; then
        logger -t jmss "$1: $2"
    fi
}

# Exits 0 only when the group works on this node.
jmss() {
    jstart "$@" "$ARMS_GROUPNAME"
}

without_drive() {
    say ERR "The switching drive of $ARMS_GROUPNAME is not there: its JMSS work cannot start."
    exit 1
}

case "${ARMS_EVENT:-}" in
    START)
        if [ "${ARMS_DISK:-}" = FAILURE ]; then
            without_drive
        fi
        if [ "${ARMS_SERVER:-}" = OTHER ]; then
            say INFO "$ARMS_GROUPNAME starts on a server other than that of the highest priority."
            jmss
        else
            say INFO "$ARMS_GROUPNAME starts on the server of the highest priority."
            jmss
        fi
        ;;
    FAILOVER)
        if [ "${ARMS_DISK:-}" = FAILURE ]; then
            without_drive
        fi
        # The cluster manager has made sure that the node before does not work on the drive any
        # more; it may not have come to give it up.
        if [ "${ARMS_SERVER:-}" = OTHER ]; then
            say INFO "$ARMS_GROUPNAME starts after a failover on a server other than that of the highest priority."
            jmss --adopt
        else
            say INFO "$ARMS_GROUPNAME starts after a failover on the server of the highest priority."
            jmss --adopt
        fi
        ;;
    *)
        say ERR "The cluster manager does not run: ARMS_EVENT is '${ARMS_EVENT:-}'."
        exit 1
        ;;
esac
