import { UserError } from "#core/errors.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { openSite } from "#cli/site.ts";
import { oneLine } from "#core/printable.ts";
import { renderTable } from "#report/table.ts";

/** Lists what hosts shall be, state by state, in the order of their application. Touches no host. */
export async function states(host: string | undefined, options: LookOptions, io: Io): Promise<number> {
  if (host !== undefined && options.limit !== undefined) throw new UserError("say either a host or --limit, not both");
  const { facility, targets } = await openSite(host === undefined ? options : { ...options, limit: host });
  const rows = targets.flatMap(({ connection, roles }) =>
    roles.flatMap(({ role, states: declared }) => declared.map((state) => ({ host: connection.host, role, ...state }))),
  );
  io.out(
    options.json === true
      ? JSON.stringify({ schema: "conform.states/v1", facility: facility.id, states: rows }, undefined, 2)
      : renderTable(
          ["HOST", "ROLE", "STATE", "WHY"],
          rows.map(({ host: on, role, id, why, controls }) => [
            on,
            role,
            oneLine(id, 60),
            oneLine([why ?? "", ...(controls ?? [])].join(" ").trim(), 90),
          ]),
        ),
  );
  return 0;
}
