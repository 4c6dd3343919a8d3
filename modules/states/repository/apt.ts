import { sh } from "#core/sh.ts";
import { patiently } from "#states/package/manager.ts";
import type { Backend } from "#states/repository/backend.ts";

const flag = (value: boolean): string => (value ? "yes" : "no");

/** Debian and Ubuntu: a deb822 file with a keyring of its own. Nothing is ever given to all repositories (apt-key, trusted.gpg.d). */
export const apt: Backend = {
  family: "debian",
  fileOf: ({ name }) => `/etc/apt/sources.list.d/${name}.sources`,
  keyFileOf: ({ name }) => `/etc/apt/keyrings/${name}.asc`,
  pinFileOf: ({ name }) => `/etc/apt/preferences.d/${name}.pref`,

  textOf: ({ uris = [], suites = [], components = [], types = ["deb"], architectures = [], trusted = false, enabled = true }, keyring) =>
    [
      `Types: ${types.join(" ")}`,
      `URIs: ${uris.join(" ")}`,
      `Suites: ${suites.join(" ")}`,
      ...(components.length > 0 ? [`Components: ${components.join(" ")}`] : []),
      ...(architectures.length > 0 ? [`Architectures: ${architectures.join(" ")}`] : []),
      ...(keyring === undefined ? [] : [`Signed-By: ${keyring}`]),
      ...(trusted ? ["Trusted: yes"] : []),
      `Enabled: ${flag(enabled)}\n`,
    ].join("\n"),

  // apt_preferences(5): the origin is the server's name; that of files on the host is empty.
  pinOf: ({ uris = [], pin }) =>
    pin === undefined
      ? undefined
      : [...new Set(uris.map((uri) => /^[^:]*:\/\/(?:[^/@]*@)?([^/:]*)/.exec(uri)?.[1] ?? ""))]
          .map((host) => `Package: *\nPin: origin "${host}"\nPin-Priority: ${pin}\n`)
          .join("\n"),

  suffix: ".sources",

  // apt takes one file alone, so that no other repository is asked; that it gets along with the others, parsing them tells.
  fetch: ({ name }) => sh`${patiently}
      mkdir "$_try/parts" && cp "$_try/"${`${name}.sources`} "$_try/parts/"
      for _other in /etc/apt/sources.list.d/*; do [ -e "$_try/parts/\${_other##*/}" ] || cp "$_other" "$_try/parts/" 2>/dev/null || :; done
      patiently apt-get -qq indextargets -o Dir::Etc::sourceparts="$_try/parts" >/dev/null || { printf '%s\\n' "$_said"; return 1; }
      patiently apt-get -qq update -o Dir::Etc::sourcelist="$_try/"${`${name}.sources`} \\
        -o Dir::Etc::sourceparts=/dev/null -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any`,
};
