import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import type { Backend } from "#states/repository/backend.ts";
import type { Repository } from "#states/repository.ts";

const mark = "\u0001";

/**
 * Tries a repository and its key before either is in force: gpg, where the host has it, must read the same keys out of the file as we do,
 * and what is fetched must be signed by them. What was fetched stays, so nothing is fetched twice.
 */
export function trial(want: Repository, backend: Backend, key: string | undefined, fingerprints: readonly string[]): Sh {
  const text = backend.textOf(want, key === undefined ? want.signedBy : mark).split(mark);
  const name = `${want.name}${backend.suffix}`;
  return sh`_try=$(mktemp -d) && chmod 0755 "$_try"
    tried() {
      ${
        key !== undefined &&
        sh`printf %s ${key} >"$_try/key.asc"
      if command -v gpg >/dev/null; then
        _read=$(gpg --homedir "$_try" --batch --show-keys --with-colons "$_try/key.asc" 2>/dev/null | awk -F: '
          $1 == "pub" { primary = 1 }
          $1 == "fpr" && primary { print $10; primary = 0 }' | sort)
        [ "$_read" = ${fingerprints.join("\n")} ] || { echo "gpg reads the fingerprint $_read"; return 1; }
      fi`
      }
      { ${text.map((part, i) => sh`${i > 0 && sh`printf %s "$_try/key.asc"; `}printf %s ${part}; `)}} >"$_try/"${name}
      ${backend.fetch(want)}
    }
    _tried=0
    tried || _tried=$?
    rm -rf "$_try"
    [ "$_tried" -eq 0 ] || { echo 'so it was refused, and is not in force' >&2; exit 1; }`;
}
