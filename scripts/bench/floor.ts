import { createHash } from "node:crypto";
import { quote } from "#core/sh.ts";
import { workload } from "./workload.ts";

const words = (list: readonly string[]): string => list.map(quote).join(" ");
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const sorted = (list: readonly string[]): string => quote(list.toSorted().join("\n"));

/**
 * The same checks by hand, as somebody would write them who wants them fast: one command for all states of a kind where
 * there is such a command. It prints what differs and ends with 1 when anything does.
 */
export function handwrittenChecks(): string {
  const { directories, files, packages, services, users, lines } = workload;
  const stats = [
    ...directories.map(({ path, mode }) => `${path} directory ${mode.slice(1)} root:root`),
    ...files.map(({ path, mode }) => `${path} regular file ${mode.slice(1)} root:root`),
  ];
  const accounts = users.map(({ name, uid, shell }) => `${name}:${uid}:${shell}`);
  const [limits = ""] = new Set(lines.map(({ path }) => path));
  return `export LC_ALL=C; failed=0
differs() { echo "differs: $1"; failed=1; }
is() { [ "$2" = "$3" ] || differs "$1"; }
sha256sum --quiet --check <<'SUMS' || differs content
${files.map(({ path, content }) => `${sha256(content)}  ${path}`).join("\n")}
SUMS
is stat "$(stat -c '%n %F %a %U:%G' ${words([...directories, ...files].map(({ path }) => path))})" ${quote(stats.join("\n"))}
is packages "$(dpkg-query -W -f '\${Package} \${db:Status-Status}\\n' ${words(packages)} | sort)" ${sorted(packages.map((name) => `${name} installed`))}
is services "$(systemctl is-active ${words(services)} | sort -u)" active
is users "$(getent passwd ${words(users.map(({ name }) => name))} | cut -d: -f1,3,7)" ${quote(accounts.join("\n"))}
${lines.map(({ path, line }) => `grep -qxF -e ${quote(line)} ${quote(path)} || differs ${quote(line)}`).join("\n")}
exit $failed
`.replaceAll("LIMITS", limits);
}
