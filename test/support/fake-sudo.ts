import { createHash } from "node:crypto";
import { makeProgram } from "#support/ssh-server.ts";

export interface SudoRules {
  /** Asks for this password. Default: asks for none. */
  readonly password?: string;
  /** How often it asks. Default: 3, as sudo does. */
  readonly tries?: number;
  /** What it says before it asks. */
  readonly lecture?: string;
  /** Says this and ends, once the password was right. */
  readonly refuses?: string;
  /** Shell that runs before anything else. */
  readonly first?: string;
}

/** A folder with a `sudo` that speaks sudo's protocol and becomes nobody. Each time that it asks, it leaves a line in `trace`. */
export function makeSudo(rules: SudoRules, trace: string): string {
  const digest = rules.password === undefined ? "" : createHash("sha256").update(rules.password).digest("hex");
  return makeProgram(
    "sudo",
    `#!/bin/bash
${rules.first ?? ""}
prompt= ask=
while [ $# -gt 0 ]; do case $1 in -n) ask=no; shift;; -S) ask=stdin; shift;; -p) prompt=\${2//%%/%}; shift 2;; *) break;; esac; done
if [ -n "${digest}" ]; then
  [ "$ask" = no ] && { echo "sudo: a password is required" >&2; exit 1; }
  for (( try = 1; ; try++ )); do
    printf '%s' ${JSON.stringify(rules.lecture ?? "")} >&2
    echo asked >>${trace}
    printf '%s' "$prompt" >&2
    IFS= read -r answer || { echo "
sudo: no password was provided" >&2; exit 1; }
    [ "$(printf %s "$answer" | sha256sum)" = "${digest}  -" ] && break
    [ $try -ge ${rules.tries ?? 3} ] && { echo "sudo: $try incorrect password attempts" >&2; exit 1; }
    echo "Sorry, try again." >&2
  done
fi
${rules.refuses === undefined ? "" : `echo ${JSON.stringify(rules.refuses)} >&2; exit 1`}
exec "$@"
`,
  );
}
