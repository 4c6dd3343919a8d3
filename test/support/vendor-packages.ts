import { readFileSync } from "node:fs";
import path from "node:path";
import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { projectRoot } from "#support/conform.ts";

/** A stand-in for what a vendor ships, with files where the real one has them. */
interface VendorPackage {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
  /** A kernel module by the name it shall have: the kernel's own cordic, which does nothing by itself, under another name. */
  readonly module?: string;
}

const daemon = (description: string): string =>
  `[Unit]\nDescription=${description}\n[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n`;

const vendorPackages: readonly VendorPackage[] = [
  {
    name: "trial-nvidia",
    version: "550.127",
    files: { "/usr/lib/systemd/system/nvidia-persistenced.service": daemon("keeps the driver loaded") },
  },
  {
    name: "trial-nvidia",
    version: "560.28",
    files: { "/usr/lib/systemd/system/nvidia-persistenced.service": daemon("keeps the driver loaded") },
  },
  {
    name: "trial-decklink",
    version: "14.2",
    files: { "/usr/lib/systemd/system/DesktopVideoHelper.service": daemon("helps cards") },
    module: "blackmagic",
  },
  {
    name: "trial-beegfs",
    version: "7.4",
    files: {
      "/usr/lib/systemd/system/beegfs-client.service": daemon("a client of a file system"),
      "/etc/beegfs/beegfs-client.conf": "# BeeGFS client\nsysMgmtdHost =\nconnAuthFile = /etc/beegfs/conn.auth\n",
    },
  },
];

/** Lays a package's files out below `$_root`. */
const layOut = ({ files, module }: VendorPackage): Sh =>
  lines([
    ...Object.entries(files).map(([file, text]) => sh`mkdir -p "$_root"${path.dirname(file)}; printf %s ${text} >"$_root"${file}`),
    module !== undefined &&
      sh`mkdir -p "$_root/lib/modules/$(uname -r)/extra"
# its name is a field with room for a longer one
perl -0777 -pe ${`s/cordic(\\0{${module.length - 6}})(?=\\0)/${module}/g; s/name=cordic/name=${module.slice(0, 6)}/g`} \\
  "$(find "/lib/modules/$(uname -r)" -name cordic.ko)" >"$_root/lib/modules/$(uname -r)/extra/"${`${module}.ko`}`,
  ]);

const deb = (each: VendorPackage): Sh => sh`_root=$(mktemp -d); chmod 755 "$_root"
${layOut(each)}
mkdir "$_root/DEBIAN"
printf '%s\\n' ${`Package: ${each.name}`} ${`Version: ${each.version}`} 'Architecture: all' 'Maintainer: Conform' 'Description: stand-in' >"$_root/DEBIAN/control"
printf '#!/bin/sh\\ndepmod -a\\n' >"$_root/DEBIAN/postinst"; chmod 755 "$_root/DEBIAN/postinst"
dpkg-deb --root-owner-group -b "$_root" /srv/vendors >/dev/null
rm -rf "$_root"`;

const rpm = (each: VendorPackage): Sh => sh`_root=$(mktemp -d); chmod 755 "$_root"
${layOut(each)}
{ printf '%s\\n' ${`Name: ${each.name}`} ${`Version: ${each.version}`} 'Release: 1' 'Summary: stand-in' 'License: MIT' 'BuildArch: noarch' 'Provides: /bin/sh' '%description' 'Stand-in.' \\
    '%install' "cp -a $_root/. %{buildroot}/" '%post' 'depmod -a' '%files'
  (cd "$_root"; find . -type f | sed 's/^[.]//')
} >/tmp/vendor.spec
rpmbuild --quiet -bb --define '__os_install_post %{nil}' --define '_topdir /tmp/vendor-build' --define '_rpmdir /srv/vendors' /tmp/vendor.spec
rm -rf "$_root" /tmp/vendor-build /tmp/vendor.spec`;

const installer = readFileSync(path.join(projectRoot, "test/fixtures/families/vendor/trial-app.run"), "utf8");

/** Builds the vendors' repository and installer on a host of the family, in /srv/vendors. */
export const buildVendors = (family: "debian" | "rhel"): Sh => sh`set -e
mkdir -p /srv/vendors
printf %s ${installer} >/srv/vendors/trial-app.run
${lines(vendorPackages.map((each) => (family === "debian" ? deb(each) : rpm(each))))}
${
  family === "debian"
    ? sh`cd /srv/vendors
for _deb in *.deb; do
  dpkg-deb --field "$_deb"
  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$_deb" "$(stat -c %s "$_deb")" "$(sha256sum "$_deb" | cut -d' ' -f1)"
done >Packages`
    : sh`createrepo_c --quiet /srv/vendors`
}`;
