#!/bin/sh
# Runs one practice host until it is switched off. Everything it makes lives in namespaces of its own (processes, mounts),
# so ending the one recorded process ends all of it.
#   host.sh KIND NAME FOLDER BRIDGE BASE...   KIND nspawn: BASE = lower layers, the topmost first
#                                             KIND uml:    BASE = the disk image, a tap's name, a MAC, a processor
# FOLDER holds seed.tar (what makes it this host) and gets pid, console.log and the host's own disk.
set -eu

# Both cgroup layouts have the second version somewhere: alone, or as `unified` beside the first.
cgroup2() {
  for root in /sys/fs/cgroup /sys/fs/cgroup/unified; do
    if [ -e "$root/cgroup.procs" ] && [ "$(stat -f -c %T "$root")" = cgroup2fs ]; then echo "$root"; return; fi
  done
  echo "host.sh: this machine has no cgroup2 file system mounted" >&2
  return 1
}

# Outside: record the process (number and start, field 22), join a cgroup of our own, enter the namespaces.
enter() {
  folder=$3
  start=$(sed 's/.*) //' "/proc/$$/stat" | cut -d' ' -f20)
  echo "$$ $start" >"$folder/pid.new" && mv "$folder/pid.new" "$folder/pid"
  group=$(cgroup2)/conform-lab/$2
  mkdir -p "$group"
  echo $$ >"$group/cgroup.procs"
  exec unshare --mount --pid --fork --kill-child=KILL --mount-proc /bin/sh "$0" inside "$@"
}

# A container sees a plain cgroup2 tree, as on a machine that systemd booted. `reboot` inside ends nspawn with 133.
run_nspawn() {
  name=$1 folder=$2 bridge=$3
  shift 3
  lower=$(IFS=:; echo "$*")
  [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] || mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mkdir -p "$folder/upper" "$folder/work" "$folder/root"
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
  if [ ! -e "$folder/seeded" ]; then
    tar -xpf "$folder/seed.tar" -C "$folder/root"
    touch "$folder/seeded"
  fi
  export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
  while :; do
    ended=0
    systemd-nspawn --quiet --keep-unit --register=no --machine="$name" --directory="$folder/root" --boot \
      --network-bridge="$bridge" --resolv-conf=off --timezone=off --link-journal=no --console=read-only || ended=$?
    [ "$ended" = 133 ] || return "$ended"
    echo "host.sh: $name reboots"
  done
}

# Disks inside: ubda the root, ubdb an empty one for whatever a test wants to do with a disk, ubdc the seed.
# `reboot` inside makes the kernel start itself again. Each system call switches between two processes: kept on one
# processor that takes 17 us, across two 78 us.
run_uml() {
  name=$1 folder=$2 bridge=$3 image=$4 tap=$5 mac=$6 processor=$7
  ip link show "$tap" >/dev/null 2>&1 || ip tuntap add dev "$tap" mode tap
  ip link set "$tap" master "$bridge" up
  [ -e "$folder/spare.img" ] || truncate -s 512M "$folder/spare.img"
  preload=${image%/*}/xstate.so
  if [ -e "$preload" ]; then export LD_PRELOAD="$preload"; fi
  TMPDIR=/dev/shm taskset --cpu-list "$processor" linux.uml mem=640M umid="$name" uml_dir="$folder" \
    ubd0="$folder/disk.cow,$image" ubd1="$folder/spare.img" ubd2r="$folder/seed.tar" root=/dev/ubda rw init=/usr/lib/conform-lab/init \
    vec0:transport=tap,ifname="$tap",mac="$mac",depth=128,gro=1 con0=fd:0,fd:1 con=null ssl=null
}

main() {
  case $1 in
    inside)
      kind=$2
      shift 2
      if [ "$kind" = uml ]; then run_uml "$@"; else run_nspawn "$@"; fi
      ;;
    nspawn | uml) enter "$@" ;;
    *) echo "usage: host.sh nspawn|uml NAME FOLDER BRIDGE BASE..." >&2; return 1 ;;
  esac
}

# Read to the end before running: the file may change while the host lives.
main "$@"; exit
