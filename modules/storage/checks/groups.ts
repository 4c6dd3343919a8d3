import { crossCheck } from "#inventory/cross-check.ts";

/** A group and its number belong together everywhere: files on shared storage carry only the number. */
export const groups = crossCheck(
  {
    "gid-twice": "a number belongs to one group",
    "group-twice": "a group has one number everywhere",
  },
  function* ({ volumes }) {
    const byGid = new Map<number, { readonly volume: string; readonly group: string }>();
    const byGroup = new Map<string, { readonly volume: string; readonly gid: number }>();
    for (const [volume, { group, gid }] of volumes) {
      const sameGid = byGid.get(gid);
      const sameGroup = byGroup.get(group);
      const path = ["volumes", volume, "gid"];
      if (sameGid !== undefined && sameGid.group !== group)
        yield {
          id: "gid-twice",
          path,
          message: `gid ${gid} is already that of group ${sameGid.group}, not of ${group}`,
          related: ["volumes", sameGid.volume, "gid"],
        };
      if (sameGroup !== undefined && sameGroup.gid !== gid)
        yield {
          id: "group-twice",
          path,
          message: `group ${group} has gid ${gid} here and ${sameGroup.gid} elsewhere`,
          related: ["volumes", sameGroup.volume, "gid"],
        };
      if (sameGid === undefined) byGid.set(gid, { volume, group });
      if (sameGroup === undefined) byGroup.set(group, { volume, gid });
    }
  },
);
