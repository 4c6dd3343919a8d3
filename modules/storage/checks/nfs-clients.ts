import { crossCheck } from "#inventory/cross-check.ts";
import { mountWays } from "#inventory/mount-ways.ts";

/** A client keeps its connections to a server for all mounts: the first mount says how many. */
export const nfsClients = crossCheck(
  {
    "nconnect-differs": "all NFS mounts of a client from one server ask for the same number of connections",
  },
  function* (written) {
    const first = new Map<string, string>();
    const told = new Set<string>();
    for (const { client, server, volume } of mountWays(written)) {
      const { protocol } = written.volumes.get(volume) ?? {};
      if (protocol !== "nfs") continue;
      const key = `${client} ${server}`;
      const other = first.get(key) ?? volume;
      first.set(key, other);
      const pair = [other, volume].toSorted().join(" ");
      const [had, has] = [other, volume].map((id) => nconnectOf(written.volumes.get(id)?.options ?? []));
      if (had === has || told.has(pair)) continue;
      told.add(pair);
      yield {
        id: "nconnect-differs",
        path: ["volumes", volume, "options"],
        message: `host ${client} mounts volume ${volume} from ${server} with ${showNconnect(has)}, and volume ${other} with ${showNconnect(had)}`,
        hint: "Both go over the same connections; whichever is mounted first decides how many there are.",
        related: ["volumes", other, "options"],
      };
    }
  },
);

const nconnectOf = (options: readonly string[]): string | undefined => options.find((option) => option.startsWith("nconnect="));

const showNconnect = (option: string | undefined): string => option ?? "no nconnect";
