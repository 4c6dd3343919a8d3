/**
 * The text of an inventory with some suites. Suite `edit-1` has host `edit-1-host` and whatever its own text says.
 *
 * @example withSuites({ "edit-1": "products: [{ product: nuke }]" }, "licences: { nuke: { product: nuke, count: 1 } }")
 */
export function withSuites(suites: Readonly<Record<string, string>>, more = ""): string {
  const entries = Object.entries(suites);
  const host = (id: string, i: number): string =>
    `  ${id}-host: { os: { family: debian, release: "12" }, interfaces: { eth0: { network: house, ip: 10.0.0.${i + 11} } } }`;
  const suite = (id: string, own: string): string =>
    `  ${id}: { name: ${id}, room: "1",${own.includes("class:") ? "" : " class: offline,"}${own.includes("hosts:") ? "" : ` hosts: [${id}-host],`} ${own} }`;
  return [
    "networks: { house: { cidr: 10.0.0.0/24, class: production } }",
    'rooms: { "1": { name: Edit } }',
    "hosts:",
    ...entries.map(([id], i) => host(id, i)),
    "suites:",
    ...entries.map(([id, own]) => suite(id, own)),
    more,
    "",
  ].join("\n");
}

/**
 * The text of some applications, each version 1 unless its own text says otherwise.
 *
 * @example softwareText({ "nuke-16": "version: '16.1', product: nuke, built_on: 2026-09-01" })
 */
export const softwareText = (software: Readonly<Record<string, string>>): string =>
  [
    "software:",
    ...Object.entries(software).map(
      ([id, own]) =>
        `  ${id}: { application: { name: Nuke,${own.includes("version:") ? "" : " version: '1',"} url: file:///srv/${id}.run, sha256: "${"0".repeat(64)}", install: "{file}", probe: /opt/nuke, ${own} } }`,
    ),
  ].join("\n");
