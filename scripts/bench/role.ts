import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import { directory } from "#states/directory.ts";
import { file } from "#states/file.ts";
import { line } from "#states/line.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { user } from "#states/user.ts";
import { workload } from "./workload.ts";

/** The 60 states as Conform declares them. */
export const benchRole = (): DeclaredRole =>
  role("bench", [
    packages({ names: workload.packages }),
    workload.directories.map((want) => directory(want)),
    workload.files.map((want) => file(want)),
    workload.users.map((want) => user(want)),
    workload.services.map((name) => service({ name: `${name}.service`, running: true })),
    workload.lines.map((want) => line(want)),
  ]);
