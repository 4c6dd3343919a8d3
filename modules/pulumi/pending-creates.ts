import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";

interface Pending {
  readonly type: string;
  readonly resource: { readonly type: string; readonly urn: string };
}

/**
 * Forgets that a killed run was creating roles: creating one again looks at the host and goes on from there, so nothing is lost, while
 * the engine would keep asking about it. Everything else that is pending stays for the user to judge.
 */
export async function forgetPendingRoles(stack: Stack, stateFile: string, note: (text: string) => void): Promise<void> {
  const text = await readFile(stateFile, "utf8").catch(() => "");
  if (!text.includes('"pending_operations"')) return;
  const exported = await stack.exportStack();
  const deployment = exported.deployment as { readonly pending_operations?: readonly Pending[] } | null;
  const pending = deployment?.pending_operations ?? [];
  const isRole = ({ type, resource }: Pending): boolean => type === "creating" && resource.type === "conform:host:HostRole";
  const roles = pending.filter(isRole);
  if (roles.length === 0) return;
  await stack.importStack({ ...exported, deployment: { ...deployment, pending_operations: pending.filter((one) => !isRole(one)) } });
  note(
    `an earlier run was ended while it created ${roles.map(({ resource }) => resource.urn.split("::").at(-1)).join(", ")}: looked at again`,
  );
}

/** Where a file backend keeps the state of a stack. */
export const stateFileOf = (stateFolder: string, project: string, stack: string): string =>
  path.join(stateFolder, ".pulumi/stacks", project, `${stack}.json`);
