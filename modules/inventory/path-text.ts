import type { Path } from "#inventory/finding.ts";

/** A path as people type and read it: `interfaces.eth0.ip`, `mounts[0].path`, `interfaces["eth1.40"].ip`. */
export const pathText = (path: Path): string =>
  path
    .map((step, i) =>
      typeof step === "number" ? `[${step}]` : /^[^."[\]=\s]+$/.test(step) ? (i === 0 ? step : `.${step}`) : `["${step}"]`,
    )
    .join("");
