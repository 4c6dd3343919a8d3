import { showText } from "#inventory/show.ts";

/** A group of hosts, and what is said for all of them. */
export interface Group {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly parents: Set<string>;
  readonly variables: Map<string, unknown>;
}

/** What an inventory of Ansible's says, from however many files. */
export class AnsibleInventory {
  readonly hosts = new Map<string, Map<string, unknown>>();
  readonly groups = new Map<string, Group>();
  /** What Ansible itself passes over with a warning. */
  readonly passedOver: { readonly what: string; readonly of: string }[] = [];

  constructor() {
    this.group("all");
    this.group("ungrouped");
  }

  /** A group by its name, new where there is none yet. */
  group(name: string): Group {
    const group = this.groups.get(name) ?? { hosts: new Set(), children: new Set(), parents: new Set(), variables: new Map() };
    this.groups.set(name, group);
    return group;
  }

  /** The variables of a host in a group; a port counts where the host is first named. */
  host(name: string, group: string, port?: number): Map<string, unknown> {
    const variables = this.hosts.get(name) ?? new Map<string, unknown>(port === undefined ? [] : [["ansible_port", port]]);
    this.hosts.set(name, variables);
    this.group(group).hosts.add(name);
    return variables;
  }

  /** @throws {Error} when a group would contain itself. */
  addChild(parent: string, child: string): void {
    if (parent === child || this.#ancestors(parent).has(child))
      throw new Error(`group ${showText(child)} in group ${showText(parent)} would make it contain itself`);
    this.group(parent).children.add(child);
    this.group(child).parents.add(parent);
  }

  /** Every group that a host is in, also through groups of groups: `all`, and `ungrouped` where there is no other. */
  groupsOf(host: string): ReadonlySet<string> {
    const direct = [...(this.#direct().get(host) ?? [])].filter((name) => name !== "all" && name !== "ungrouped");
    const groups = direct.length === 0 ? ["ungrouped"] : direct.flatMap((name) => [name, ...this.#ancestors(name)]);
    return new Set(["all", ...groups]);
  }

  /** How far below `all` a group is, by its longest way there. */
  depth(name: string): number {
    const known = this.#depths.get(name);
    if (known !== undefined) return known;
    const parents = [...(this.groups.get(name)?.parents ?? [])];
    const depth = name === "all" ? 0 : Math.max(0, ...parents.map((parent) => this.depth(parent))) + 1;
    this.#depths.set(name, depth);
    return depth;
  }

  readonly #depths = new Map<string, number>();
  #byHost: ReadonlyMap<string, Set<string>> | undefined;

  /** Made once, when all files were read. */
  #direct(): ReadonlyMap<string, Set<string>> {
    if (this.#byHost !== undefined) return this.#byHost;
    const byHost = new Map<string, Set<string>>();
    for (const [name, { hosts }] of this.groups) for (const host of hosts) byHost.set(host, (byHost.get(host) ?? new Set()).add(name));
    this.#byHost = byHost;
    return byHost;
  }

  #ancestors(name: string): ReadonlySet<string> {
    const found = new Set<string>();
    const visit = (group: string): void => {
      for (const parent of this.groups.get(group)?.parents ?? []) {
        if (found.has(parent)) continue;
        found.add(parent);
        visit(parent);
      }
    };
    visit(name);
    return found;
  }
}
