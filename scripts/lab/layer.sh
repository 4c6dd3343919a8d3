#!/bin/sh
# Makes one layer over the hosts' base; base.sh runs it in namespaces of its own.
#   layer.sh BASE WORK RECIPE   leaves WORK/NAME, and WORK/NAME.img where the recipe has labels; NAME is the recipe's
# WORK/debs holds the packages. A recipe is a folder:
#   packages   the Debian packages it adds
#   root/      files to lay over them
#   finish     sh to run inside at the end; it finds the recipe at /layer
#   label      sh to run inside on a copy that becomes a disk: what a disk has and a folder of this machine hasn't
set -eu
base=$1 work=$2 recipe=$3
name=$(basename "$recipe")
root=$work/root

mkdir -p "$work/$name" "$work/overlay" "$root"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/$name,workdir=$work/overlay" "$root"
mkdir "$root/debs" "$root/layer"
mount --bind "$work/debs" "$root/debs"
mount --bind "$recipe" "$root/layer"
mount -t proc proc "$root/proc"

# Packages start their services when they are set up; here is nobody to use them.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
chroot "$root" sh -c 'apt-get -qq -y install /debs/*.deb' >/dev/null
rm "$root/usr/sbin/policy-rc.d"

if [ -d "$recipe/root" ]; then
  tar -C "$recipe/root" --owner=0 --group=0 --mode=u=rwX,go=rX -cf - . | tar -C "$root" -xpf -
fi
if [ -e "$recipe/finish" ]; then chroot "$root" sh /layer/finish; fi
umount "$root/proc" "$root/debs" "$root/layer"
rmdir "$root/debs" "$root/layer"
umount "$root"
[ -e "$recipe/label" ] || exit 0

# Labels of the kind that a disk keeps: on the copy only, and without copying what they are put on.
mkdir "$work/labels" "$work/labels.overlay"
mount -t overlay overlay \
  -o "metacopy=on,lowerdir=$work/$name:$base,upperdir=$work/labels,workdir=$work/labels.overlay" "$root"
mount -t proc proc "$root/proc"
chroot "$root" sh <"$recipe/label"
umount "$root/proc"
truncate -s 4G "$work/$name.img"
mkfs.ext4 -q -m 0 -E lazy_itable_init=1,lazy_journal_init=1,nodiscard -d "$root" "$work/$name.img"
