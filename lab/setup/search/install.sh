#!/bin/sh
# install.sh IMAGE LAYER SCRATCH: lays LAYER over the image and installs into it the packages of SCRATCH/debs and the server
# unpacked in SCRATCH/opensearch, as a package, too. Runs in a mount namespace of its own: what it mounts goes away with it.
set -eu
image=$1 layer=$2 scratch=$3
here=$(dirname "$0")
root=$scratch/root package=$scratch/package

mkdir -p "$package/DEBIAN" "$package/usr/share" "$package/etc" "$package/usr/lib/systemd/system"
mv "$scratch/opensearch" "$package/usr/share/opensearch"
mv "$package/usr/share/opensearch/config" "$package/etc/opensearch"
rm -rf "$package/usr/share/opensearch/logs"
chmod +x "$package"/usr/share/opensearch/bin/*
cp "$here/opensearch.service" "$package/usr/lib/systemd/system/"
# Where a package of the distribution would have them: beside the program nobody may write.
sed -i -e 's,=data$,=/var/lib/opensearch,' -e 's,\([=:]\)logs/,\1/var/log/opensearch/,' "$package/etc/opensearch/jvm.options"
# A server that lives for minutes has no time to be compiled well.
printf '%s\n' '-XX:TieredStopAtLevel=1' >"$package/etc/opensearch/jvm.options.d/lab.options"
printf '%s\n' 'Package: opensearch' "Version: $4" 'Architecture: all' 'Maintainer: the lab <lab@localhost>' 'Description: OpenSearch, as its own distribution for tests has it' >"$package/DEBIAN/control"
cp "$here/postinst" "$package/DEBIAN/postinst"
chmod 0755 "$package/DEBIAN/postinst"

mkdir -p "$root" "$layer" "$scratch/work"
mount -t overlay overlay -o "lowerdir=$image,upperdir=$layer,workdir=$scratch/work" "$root"
mount -t proc proc "$root/proc"
mkdir "$root/debs"
dpkg-deb --root-owner-group -Znone --build "$package" "$root/debs/opensearch.deb" >/dev/null
mv "$scratch"/debs/*.deb "$root/debs/"
chroot "$root" sh -c 'dpkg --install /debs/*.deb'
rm -rf "$root/debs"
umount "$root/proc" "$root"
