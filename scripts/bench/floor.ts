import { createHash } from "node:crypto";
import { UserError } from "#core/errors.ts";
import { quote } from "#core/sh.ts";
import { access } from "../lab/folders.ts";
import type { Contestant, Run } from "./contestant.ts";
import { measure } from "./measure.ts";
import { floorName, plainName } from "./report.ts";
import { writeFiles } from "./setting.ts";
import type { Setting } from "./setting.ts";
import { workload } from "./workload.ts";

const words = (list: readonly string[]): string => list.map(quote).join(" ");
const text = (list: readonly string[]): string => quote(list.join("\n"));
const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");

/**
 * The same checks by hand, as somebody would write them who wants them fast: one command for all states of a kind where
 * there is such a command. It says what differs and ends with 1 when anything does.
 */
function handwrittenChecks(): string {
  const { directories, files, packages, services, users, lines } = workload;
  const stats = [
    ...directories.map(({ path, mode }) => `${path} directory ${mode.slice(1)} root:root`),
    ...files.map(({ path, mode }) => `${path} regular file ${mode.slice(1)} root:root`),
  ];
  return `export LC_ALL=C; failed=0
differs() { echo "differs: $1"; failed=1; }
is() { [ "$2" = "$3" ] || differs "$1"; }
sha256sum --quiet --check <<'SUMS' || differs content
${files.map(({ path, content }) => `${sha256(content)}  ${path}`).join("\n")}
SUMS
is stat "$(stat -c '%n %F %a %U:%G' ${words([...directories, ...files].map(({ path }) => path))})" ${text(stats)}
is packages "$(dpkg-query -W -f '\${Package} \${db:Status-Status}\\n' ${words(packages)} | sort)" ${text(packages.map((name) => `${name} installed`).toSorted())}
is services "$(systemctl is-active ${words(services)} | sort -u)" active
is users "$(getent passwd ${words(users.map(({ name }) => name))} | cut -d: -f1,3,7)" ${text(users.map(({ name, uid, shell }) => `${name}:${uid}:${shell}`))}
${lines.map(({ path, line }) => `grep -qxF -e ${quote(line)} ${quote(path)} || differs ${quote(line)}`).join("\n")}
exit $failed
`;
}

/** The same checks as most people write them: state by state, a command for each question. */
function plainChecks(): string {
  const { directories, files, packages, services, users, lines } = workload;
  const stat = (path: string, want: string): string => `is "$(stat -c '%F %a %U:%G' ${quote(path)})" ${quote(want)}`;
  return `export LC_ALL=C; failed=0
is() { [ "$1" = "$2" ] || { echo "differs: $2"; failed=1; }; }
${directories.map(({ path, mode }) => stat(path, `directory ${mode.slice(1)} root:root`)).join("\n")}
${files.map(({ path, mode, content }) => `${stat(path, `regular file ${mode.slice(1)} root:root`)}\nis "$(sha256sum <${quote(path)})" ${quote(`${sha256(content)}  -`)}`).join("\n")}
${packages.map((name) => `is "$(dpkg-query -W -f '\${db:Status-Status}' ${quote(name)})" installed`).join("\n")}
${services.map((name) => `is "$(systemctl is-active ${quote(name)})" active`).join("\n")}
${users.map(({ name, uid, shell }) => `is "$(getent passwd ${quote(name)} | cut -d: -f1,3,7)" ${quote(`${name}:${uid}:${shell}`)}`).join("\n")}
${lines.map(({ path, line }) => `grep -qxF -e ${quote(line)} ${quote(path)} || is '' ${quote(line)}`).join("\n")}
exit $failed
`;
}

/** The same command on all hosts at the same time, by OpenSSH's own client. */
async function onAll({ hosts, signal }: Setting, remote: string): Promise<Run> {
  const clients = hosts.map(({ name }) => `ssh -F ${quote(access.sshConfig)} ${name} ${remote} & all="$all $!"`);
  const script = `all=; ${clients.join("\n")}\nfor one in $all; do wait "$one" || exit; done`;
  const { status, stdout, stderr, seconds, cpuSeconds } = await measure("sh", ["-c", script], { signal });
  if (status === 0) return { seconds, cpuSeconds };
  throw new UserError(`a plain \`ssh HOST ${remote}\` ended with ${status}: ${`${stdout}${stderr}`.trim().slice(-400)}`);
}

/** The least that anybody needs who logs in with OpenSSH. */
export const logins = (setting: Setting): Contestant => ({
  what: "ssh HOST true",
  repeat: setting.repeat,
  warmsUp: true,
  run: () => onAll(setting, "true"),
});

/** What a person would type who has written the checks by hand, and who has written them for speed. */
export function byHand(setting: Setting): Contestant[] {
  const folder = setting.folder("by-hand");
  writeFiles(folder, { "plain.sh": plainChecks(), "fast.sh": handwrittenChecks() });
  const contestant = (what: string, script: string): Contestant => ({
    what,
    repeat: setting.repeat,
    warmsUp: true,
    run: () => onAll(setting, `sudo sh -s <${quote(`${folder}/${script}`)}`),
  });
  return [contestant(plainName, "plain.sh"), contestant(floorName, "fast.sh")];
}
