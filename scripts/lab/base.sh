#!/bin/sh
# Builds what all practice hosts start from, into the user's cache:
#   base/    the root of a bare Debian host, with the packages that Conform installs waiting in /srv/repo
#   uml.img  the same as a disk, for the hosts with a kernel of their own
#   xstate.so  what their kernel lacks for this machine's processor, where it does: see xstate.c
#   LAYER/   what layers/LAYER puts over base/ (python: for the tools that Conform is compared with; rhel: the other
#            family), and LAYER.img, where that has labels to put on a disk
#
#   base.sh          build base/ and uml.img, unless they are there
#   base.sh LAYER    build LAYER/, unless it is there
#   base.sh where    print the folder
# It is built in a folder of its own that is renamed when complete; the next build clears what a killed one left.
set -eu
umask 022
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

# What a host is born with: enough to boot, to log in, to become root. Everything else is Conform's job.
born_with=openssh-server,systemd,systemd-sysv,dbus,iproute2,sudo,procps,kmod,udev,passwd
# What /srv/repo offers, with all that these need.
offered="acl aide alsa-utils attr audispd-plugins auditd autofs bc bzip2 ca-certificates chrony cifs-utils clamav-daemon
  clamav-freshclam cron curl dbus-user-session dconf-cli dkms e2fsprogs ethtool file firewalld fontconfig
  fonts-dejavu-core fonts-liberation2 gnupg gpg htop jq keyutils less libglu1-mesa libpam-pwquality linuxptp locales
  logrotate lsof multipath-tools network-manager nfs-common nfs-kernel-server nftables open-iscsi openssl pciutils pkexec
  polkitd postgresql postgresql-client prometheus-node-exporter rfkill rsync rsyslog rsyslog-gnutls strace targetcli-fb
  tmux tree tuned udev unattended-upgrades unzip usbguard usbutils vim-tiny xfsprogs xz-utils zip zstd"

here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
modules=$(echo /usr/lib/uml/modules/*)
kernel=${modules##*/}
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
has_large_state() { grep -qs amx_tile /proc/cpuinfo; }
recipe() {
  cat "$here/base.sh" "$here/layer.sh" "$here/xstate.c"
  if has_large_state; then echo large state; fi
  find "$here/root" "$here/layers" -type f | LC_ALL=C sort | xargs cat
  echo "$suite $kernel $(uname -m)"
}
store=${XDG_CACHE_HOME:-$HOME/.cache}/conform/lab
home=$store/$(recipe | sha256sum | cut -c1-12)

# Packages for the root $1 that is to be, from the machine's own sources, into folder $2; the rest are their names.
download() {
  root=$1 folder=$2
  shift 2
  mkdir -p "$folder/partial"
  apt-get -qq -y -o Dir::State::status="$root/var/lib/dpkg/status" -o Dir::State::extended_states=/dev/null \
    -o Dir::Cache::archives="$folder" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root \
    -o APT::Install-Recommends=false --download-only install "$@" >/dev/null
  rm -rf "$folder/partial" "$folder/lock"
}

# The index that apt wants beside a folder of packages.
index() (
  cd "$1"
  for deb in *.deb; do
    dpkg-deb --field "$deb"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d' ' -f1)"
  done >Packages
)

build_base() {
  root=$1/base
  apt-get indextargets --format "deb \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" 'Created-By: Packages' |
    grep " $suite" | sort -u >"$1/sources"
  mmdebstrap --quiet --variant=minbase --include="$born_with" "$suite" "$root" - <"$1/sources"

  mkdir -p "$root/srv/repo"
  # shellcheck disable=SC2086 # a list of words
  download "$root" "$root/srv/repo" $offered
  index "$root/srv/repo"

  tar -C "$here/root" --owner=0 --group=0 --mode=u=rwX,go=rX -cf - . | tar -C "$root" -xpf -
  chmod 755 "$root/usr/lib/conform-lab/init"
  chroot "$root" apt-get -qq update
  chroot "$root" useradd --create-home --shell /bin/bash --password '*' conform
  chroot "$root" systemctl -q enable systemd-networkd
  chroot "$root" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    e2scrub_reap.service systemd-networkd-wait-online.service getty@.service serial-getty@.service
  # Generators run at each `daemon-reload`; these look for what the lab has not.
  mkdir -p "$root/etc/systemd/system-generators"
  for name in bless-boot cryptsetup debug getty gpt-auto hibernate-resume integritysetup rc-local run system-update sysv \
    veritysetup; do
    ln -s /dev/null "$root/etc/systemd/system-generators/systemd-$name-generator"
  done
  rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/resolv.conf" "$root/etc/hostname"
  mkdir -p "$root/lib/modules"
  cp -a "$modules" "$root/lib/modules/"

  if has_large_state; then cc -shared -fPIC -O2 -o "$1/xstate.so" "$here/xstate.c"; fi
  truncate -s 4G "$1/uml.img"
  mkfs.ext4 -q -m 0 -E lazy_itable_init=1,lazy_journal_init=1,nodiscard -d "$root" "$1/uml.img"
}

# In namespaces of its own, so that no mount and no process outlives it.
build_layer() {
  mkdir -p "$1/debs"
  # shellcheck disable=SC2046 # a list of words
  download "$home/base" "$1/debs" $(cat "$here/layers/$part/packages")
  unshare --mount --pid --fork --kill-child --mount-proc sh "$here/layer.sh" "$home/base" "$1" "$here/layers/$part"
}

case ${1:-base} in
  where) echo "$home"; exit ;;
  base) part=base ;;
  *)
    part=$1
    if [ ! -d "$here/layers/$part" ]; then echo "usage: base.sh [base|LAYER|where]" >&2; exit 1; fi
    ;;
esac
if [ -e "$home/$part" ]; then exit; fi

# One builder at a time: whoever waited finds the other's result.
mkdir -p "$store"
exec 9>"$store/lock"
flock 9
if [ -e "$home/$part" ]; then exit; fi
rm -rf "$store"/building.*
work=$store/building.$$
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work"
if [ "$part" = base ]; then
  build_base "$work"
  rm "$work/sources"
  mv "$work" "$home"
else
  build_layer "$work"
  # The folder comes last: it says that all of the layer is there.
  if [ -e "$work/$part.img" ]; then mv "$work/$part.img" "$home/"; fi
  mv "$work/$part" "$home/"
fi
