import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import { renderAnsible } from "#exchange/to/ansible.ts";
import { renderHostsFile } from "#exchange/to/hosts-file.ts";
import { renderHiera, renderPuppetEnc } from "#exchange/to/puppet.ts";
import { renderSaltRoster } from "#exchange/to/salt-roster.ts";
import { renderSshConfig } from "#exchange/to/ssh-config.ts";
import type { Facility, Host } from "#inventory/facility.ts";

/** One text, or the files of a folder by their path in it. */
export type Exported = string | ReadonlyMap<string, string>;

interface Format {
  readonly what: string;
  readonly render: (facility: Facility, hosts: readonly Host[]) => Exported;
}

/** What an inventory can be written as. */
export const exportFormats = {
  ansible: { what: "an inventory in YAML", render: renderAnsible },
  "salt-roster": { what: "a roster for salt-ssh", render: renderSaltRoster },
  "puppet-enc": { what: "what Puppet's external node classifier answers for HOST", render: renderNode },
  hiera: { what: "a folder of data for Hiera: common.yaml, and nodes/HOST.yaml for each host", render: renderHiera },
  "ssh-config": { what: "OpenSSH's ssh_config", render: renderSshConfig },
  hosts: { what: "lines for /etc/hosts", render: renderHostsFile },
} as const satisfies Readonly<Record<string, Format>>;

export type ExportFormat = keyof typeof exportFormats;

/** @throws {UserError} when there is no such format. */
export function chooseExport(name: string): ExportFormat {
  if (isFormat(name)) return name;
  const names = Object.keys(exportFormats);
  throw new UserError(`there is no format "${name}" to export to${didYouMean(name, names)}`, `There are ${names.join(", ")}.`);
}

const isFormat = (name: string): name is ExportFormat => Object.hasOwn(exportFormats, name);

function renderNode(facility: Facility, hosts: readonly Host[]): string {
  const [host, another] = hosts;
  if (host === undefined || another !== undefined)
    throw new UserError(
      "puppet-enc answers for one host",
      "Name it, by its id or its name in DNS: conform inventory export puppet-enc suite-01",
    );
  return renderPuppetEnc(facility, host);
}

/** Places where hosts refer to a secret that is left out of what is exported. */
export const secretsLeftOut = (hosts: readonly Host[]): readonly string[] =>
  hosts.flatMap(({ id, connection: { becomePassword } }) => (becomePassword === undefined ? [] : [id]));
