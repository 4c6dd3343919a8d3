import { sh } from "#core/sh.ts";
import { dnfDo } from "#states/package/dnf.ts";
import type { Backend } from "#states/repository/backend.ts";

const flag = (value: boolean): string => (value ? "1" : "0");

/** Red Hat Enterprise Linux and its relatives. */
export const dnf: Backend = {
  family: "rhel",
  fileOf: ({ name }) => `/etc/yum.repos.d/${name}.repo`,
  keyFileOf: ({ name }) => `/etc/pki/rpm-gpg/RPM-GPG-KEY-${name}`,
  pinFileOf: () => undefined,

  // Never neither of the two signatures, unless the files are the host's own.
  textOf: ({ name, description = name, baseurl, mirrorlist, trusted = false, gpgcheck = !trusted, priority, enabled = true }, keyring) =>
    [
      `[${name}]`,
      `name=${description}`,
      ...(baseurl === undefined ? [] : [`baseurl=${baseurl}`]),
      ...(mirrorlist === undefined ? [] : [`mirrorlist=${mirrorlist}`]),
      `enabled=${flag(enabled)}`,
      `gpgcheck=${flag(gpgcheck)}`,
      `repo_gpgcheck=${flag(!gpgcheck && !trusted)}`,
      ...(keyring === undefined ? [] : [`gpgkey=file://${keyring}`]),
      ...(priority === undefined ? [] : [`priority=${priority}`]),
      "",
    ].join("\n"),

  pinOf: () => undefined,

  suffix: ".repo",

  // Its cache still trusts an old key.
  fetch: ({ name }) => sh`${dnfDo}
      rm -rf /var/cache/dnf/${name}-????????????????/pubring
      dnf_do --setopt=reposdir="$_try" --setopt='*.skip_if_unavailable=0' --repo=${name} --refresh makecache`,
};
