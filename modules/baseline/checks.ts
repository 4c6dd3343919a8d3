import type { CrossCheck } from "#inventory/cross-check.ts";
import { conflicts } from "#baseline/checks/conflicts.ts";
import { exceptionScope } from "#baseline/checks/exception-scope.ts";
import { repositories } from "#baseline/checks/repositories.ts";
import { secrets } from "#baseline/checks/secrets.ts";
import { sshAccess } from "#baseline/checks/ssh-access.ts";
import { sysctls } from "#baseline/checks/sysctls.ts";

/** What must be true of baselines and of where packages come from. */
export const baselineChecks: readonly CrossCheck[] = [repositories, conflicts, sysctls, sshAccess, exceptionScope, secrets];
