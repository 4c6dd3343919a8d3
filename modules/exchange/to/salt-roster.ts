import { headOf } from "#exchange/to/head.ts";
import { hostKeyOptions, jumpsOf, quotePath } from "#exchange/to/openssh.ts";
import { quoteWord } from "#exchange/words.ts";
import { renderYaml } from "#exchange/yaml-text.ts";
import type { Facility, Host } from "#inventory/facility.ts";

/** A roster for salt-ssh. */
export const renderSaltRoster = (facility: Facility, hosts: readonly Host[]): string =>
  renderYaml(new Map(hosts.map((host) => [host.id, entryOf(host)])), {
    // Without the first line Salt would take `{{` in a text for Jinja.
    head: ["#!yaml", ...headOf("salt-roster", facility)],
  });

function entryOf({ connection }: Host): ReadonlyMap<string, unknown> {
  const { host, address, port, user, identityFile, become } = connection;
  const jumps = jumpsOf(connection);
  const options = [...hostKeyOptions(connection), ...(jumps.length > 0 ? [["ProxyJump", jumps.join(",")] as const] : [])];
  return new Map<string, unknown>([
    ["host", address],
    ["port", port],
    ["user", user],
    // Salt splits `-o IdentityFile=…` and `-o OPTION` into words as a shell would.
    ["priv", identityFile === undefined ? "agent-forwarding" : quoteWord(quotePath(host, identityFile))],
    ["sudo", become === "sudo"],
    ["ssh_options", options.map(([keyword, value]) => quoteWord(`${keyword}=${value}`))],
  ]);
}
