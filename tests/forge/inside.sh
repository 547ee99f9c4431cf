#!/bin/sh
# Runs as root in namespaces of its own: mounts and processes vanish with it.
# $1: the chroot; $2: the folder that becomes its /srv; $3, $4: ports of Pagure and redis.
set -eu
root=$1
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777,size=256m tmpfs "$root/var/tmp"
mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/dev/shm"
mount --bind "$2" "$root/srv"
mkdir -p "$2/repositories" "$2/remotes" "$2/attachments" "$2/pseudo" "$2/releases" "$2/requests"
chroot "$root" chown -R _pagure:_pagure /srv
export HOME=/srv PAGURE_CONFIG=/srv/settings.py PYTHONPATH=/srv PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8
export PYTHONWARNINGS=ignore TMPDIR=/var/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin
run() { chroot --userspec=_pagure:_pagure "$root" "$@"; }
run redis-server --port "$4" --bind 127.0.0.1 --save "" --appendonly no --dir /srv &
run python3 /usr/share/pagure/createdb.py -c /srv/settings.py
run python3 /srv/people.py
run celery --workdir /srv -A pagure.lib.tasks worker --loglevel=WARNING -c 1 -Q celery,gitolite_queue -n worker &
run celery --workdir /srv -A pagure.lib.tasks_services worker --loglevel=WARNING -c 1 -Q pagure_webhook -n webhook &
run gunicorn --bind "127.0.0.1:$3" --workers 1 --threads 4 --chdir /srv forge:application &
wait
