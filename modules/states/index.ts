import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import type { StateType } from "#core/state.ts";
import { authorizedKey } from "#states/authorized_key.ts";
import { directory } from "#states/directory.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { firewall } from "#states/firewall.ts";
import { group } from "#states/group.ts";
import { kernelModule } from "#states/kernel_module.ts";
import { line } from "#states/line.ts";
import { link } from "#states/link.ts";
import { mount } from "#states/mount.ts";
import { packages } from "#states/package.ts";
import { restart } from "#states/restart.ts";
import { service } from "#states/service.ts";
import { sysctl } from "#states/sysctl.ts";
import { unit } from "#states/unit.ts";
import { user } from "#states/user.ts";

const all = [
  authorizedKey,
  directory,
  exec,
  file,
  firewall,
  group,
  kernelModule,
  line,
  link,
  mount,
  packages,
  restart,
  service,
  sysctl,
  unit,
  user,
];

/** Every kind of state there is, by its name. A new kind appears in schema, reference and tests by being listed here. */
export const stateTypes: ReadonlyMap<string, StateType> = new Map(
  // Each kind knows its own parameters only; whoever takes a kind out of this map has checked them against its schema.
  all.map((type) => [type.kind, type as unknown as StateType]),
);

/**
 * The kind of that name.
 * @throws {UserError} when there is none.
 */
export function typeOf(kind: string): StateType {
  const type = stateTypes.get(kind);
  if (type === undefined)
    throw new UserError(
      `there is no kind of state "${kind}"${didYouMean(kind, [...stateTypes.keys()])}`,
      `Known kinds: ${[...stateTypes.keys()].join(", ")}.`,
    );
  return type;
}
