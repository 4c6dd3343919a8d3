import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { openSite } from "#cli/site.ts";
import { groupsOf } from "#inventory/limit.ts";
import { renderTable } from "#report/table.ts";

/** Lists hosts with their address and the groups by which `--limit` can call them. */
export async function hosts(options: LookOptions, io: Io): Promise<number> {
  const { facility, hosts: chosen } = await openSite(options);
  const groups = [...groupsOf(facility)];
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
