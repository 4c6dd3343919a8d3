import { UserError } from "#core/errors.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { openSite } from "#cli/site.ts";
import { groupsOf, membersOf } from "#inventory/limit.ts";
import { renderTable } from "#report/table.ts";

/** Options of `conform hosts`. */
export type HostsOptions = LookOptions & { readonly group?: string };

/** Lists hosts with their address and the groups by which `--limit` can call them. */
export async function hosts(options: HostsOptions, io: Io): Promise<number> {
  const { facility, hosts: limited } = await openSite(options);
  const all = groupsOf(facility);
  const members = options.group === undefined ? undefined : membersOf(all, options.group, "--group");
  const chosen = limited.filter(({ id }) => members?.has(id) !== false);
  if (chosen.length === 0) throw new UserError(`--limit ${options.limit} leaves no host of group ${options.group}`);
  const groups = [...all];
  const rows = chosen.map(({ id, connection: { address, port, user, jump }, os }) => ({
    host: id,
    address: port === 22 ? address : `${address}:${port}`,
    user,
    ...(jump === undefined ? {} : { jump: jump.host }),
    os: `${os.family} ${os.release}`,
    groups: groups.filter(([, members]) => members.has(id)).map(([group]) => group),
  }));
  io.out(
    options.json === true
      ? JSON.stringify({ schema: "conform.hosts/v1", facility: facility.id, hosts: rows }, undefined, 2)
      : renderTable(
          ["HOST", "ADDRESS", "USER", "OS", "GROUPS"],
          rows.map(({ host, address, user, os, groups: of }) => [host, address, user, os, of.map((group) => `@${group}`).join(" ")]),
        ),
  );
  return 0;
}
