#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A computer of its own for systemd: the files of this one, read only, in namespaces of its own.
#
#   systemd_room.sh enter CGROUP FOLDER     make the namespaces, in a cgroup below CGROUP
#   systemd_room.sh furnish FOLDER          (inside) put the room together, start systemd as process 1
#
# FOLDER has units/, story.sh and bin/, whose programs are in /usr/bin inside; the story writes "out"
# there and ends with "systemctl exit". $READABLE lists folders that others than root must get at.
# $TRY set: only see whether all of it can be done.
set -e

enter() {
    cgroup=$1
    mkdir "$cgroup"
    trap 'find "$cgroup" -depth -type d -exec rmdir {} \;' EXIT
    status=0
    sh -c 'echo $$ >"$1/cgroup.procs" && exec unshare --pid --fork --kill-child --mount --cgroup \
        --net --uts --ipc sh "$0" furnish "$2"' "$0" "$cgroup" "$2" || status=$?
    exit $status
}

furnish() {
    mount --make-rprivate /
    mount -t proc proc /proc
    ip link set lo up
    mount -t tmpfs tmpfs /run
    mkdir /run/room /run/units
    mount --bind "$1" /run/room
    for folder in /usr/bin /var/lib /etc; do
        mkdir -p "/run/over$folder" "/run/work$folder"
        mount -t overlay overlay \
            -o "lowerdir=$folder,upperdir=/run/over$folder,workdir=/run/work$folder" "$folder"
    done
    mount -t tmpfs tmpfs /sys/fs/cgroup
    mkdir /sys/fs/cgroup/systemd
    mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
    if [ -n "$TRY" ]; then exit 0; fi
    open_up
    echo 'jmss:x:4711:4711::/var/lib/jmss:/bin/sh' >>/etc/passwd
    echo 'jmss:x:4711:' >>/etc/group
    mkdir /var/lib/jmss
    chown jmss:jmss /var/lib/jmss
    cp -P /run/room/bin/* /usr/bin
    cp /run/room/units/* /run/units
    for target in basic exit final local-fs multi-user network network-online paths shutdown slices \
        sockets sysinit timers umount; do
        cp "/lib/systemd/system/$target.target" /run/units
    done
    cp /lib/systemd/system/systemd-exit.service /run/units
    exec env -i PATH=/usr/bin:/bin:/usr/sbin container=room SYSTEMD_UNIT_PATH=/run/units \
        SYSTEMD_LOG_TARGET=console /lib/systemd/systemd --system --unit=room.target --show-status=0
}

# What lies below a folder that only root may enter is put into an open one in its place.
open_up() {
    at=0
    for folder in $READABLE; do
        above=$folder
        shut=
        while [ "$above" != / ]; do
            above=$(dirname "$above")
            case $(stat -c %A "$above") in *[xt]) ;; *) shut=$above ;; esac
        done
        if [ -n "$shut" ]; then
            at=$((at + 1))
            mkdir "/run/kept$at"
            mount --bind "$folder" "/run/kept$at"
            if ! mountpoint -q "$shut"; then mount -t tmpfs -o mode=755 tmpfs "$shut"; fi
            mkdir -p "$folder"
            mount --bind "/run/kept$at" "$folder"
        fi
    done
}

"$@"
