#!/bin/sh
# Runs once inside the new image. Turns a bare Debian into what a cloud's image is: SSH, a user named
# admin, nothing else running, and no identity of its own (every host makes its own at its first boot).
set -eu

# A service starts because Ansible or a stand-in starts it, never because its package is there.
systemctl disable --quiet nginx pdns postfix postgresql postgresql@17-main unbound valkey-server nftables
systemctl enable --quiet ssh systemd-networkd

# None of these has anything to do in a host that boots in a second and may not reach the internet.
systemctl mask --quiet \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
  man-db.timer motd-news.timer systemd-networkd-wait-online.service systemd-resolved.service \
  systemd-timesyncd.service systemd-udevd.service systemd-udevd-control.socket \
  systemd-udevd-kernel.socket systemd-udev-trigger.service unbound-resolvconf.service \
  console-getty.service getty.target systemd-firstboot.service

useradd --create-home --shell /bin/bash admin
install -d -m 0700 -o admin -g admin /home/admin/.ssh
echo 'admin ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/admin
chmod 0440 /etc/sudoers.d/admin

# A reverse look-up of the caller would wait for a resolver that the host may not have.
cat >/etc/ssh/sshd_config.d/10-image.conf <<'CONFIG'
UseDNS no
PasswordAuthentication no
MaxStartups 100
CONFIG

echo 'LANG=C.UTF-8' >/etc/locale.conf
: >/etc/resolv.conf
: >/etc/apt/sources.list
rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /var/log/*.log /var/log/apt
rm -f /etc/ssh/ssh_host_* /etc/hostname /etc/machine-id /var/lib/dbus/machine-id
# Empty, not missing: systemd then makes a new one at boot without treating it as a first boot.
: >/etc/machine-id
