import { crossCheck } from "#inventory/cross-check.ts";
import { jumpOf } from "#inventory/jumps.ts";

/** Going from jump host to jump host ends at one that is reached directly. */
export const jumps = crossCheck(
  {
    "jump-circle": "the way to a host through others comes to an end",
  },
  function* ({ hosts, facility }) {
    const settled = new Set<string>();
    for (const start of hosts.keys()) {
      const way: string[] = [];
      let id: string | undefined = start;
      while (id !== undefined && !settled.has(id) && !way.includes(id)) {
        way.push(id);
        const host = hosts.get(id);
        id = host && jumpOf(id, host, facility);
      }
      if (id !== undefined && !settled.has(id)) {
        const circle = [...way.slice(way.indexOf(id)), id];
        yield {
          id: "jump-circle",
          path: hosts.get(id)?.ssh.jump === undefined ? ["hosts", id] : ["hosts", id, "ssh", "jump"],
          on: "key",
          message: `the way to host ${id} goes in a circle: ${circle.join(" → ")}`,
          hint: "Say `jump: none` at the host that is reached directly.",
        };
      }
      for (const passed of way) settled.add(passed);
    }
  },
);
