import { describe, expect, test } from "vitest";

import { conflicts } from "#baseline/checks/conflicts.ts";
import { foundBy } from "#support/found-by.ts";

interface Site {
  readonly baseline: string;
  readonly host?: string;
  readonly suites: readonly string[];
  readonly more?: string;
  readonly family?: string;
}

const site = ({ baseline, host = "", suites, more = "", family = "debian" }: Site): string => `
networks: { house: { cidr: 10.0.0.0/24, class: production, vlan: 20 } }
rooms: { "2.14": { name: "2.14" } }
baselines: { studio: { framework: house, version: "1", ${baseline} } }
hosts:
  edit-01: { os: { family: ${family}, release: "9" }, baseline: studio, interfaces: { eth0: { network: house, ip: 10.0.0.1 } }${host} }
  san-01: { os: { family: ${family}, release: "9" }, interfaces: { eth0: { network: house, ip: 10.0.0.2 } } }
suites:
${suites.map((words, i) => `  suite-${i + 1}: { name: S${i + 1}, room: "2.14", hosts: [edit-01], ${words} }`).join("\n")}
volumes:
  work: { protocol: nfs, server: san-01, export: /srv/work, capacity: 1 TB, read_limit: 1 GB/s, write_limit: 1 GB/s, group: work, gid: 3000 }
${more}`;

const offline = "class: offline, devices: [{ name: Keyboard, id: 046d:c31c }]";

describe("a package that must not be there", () => {
  const software =
    "software: { flame: { packages: {}, application: { name: Autodesk Flame, version: '2026', url: 'https://mirror.house.example/flame.run', sha256: '" +
    "0".repeat(64) +
    "', install: '{file}', probe: /opt/flame/version } } }\n";

  test.each<[string, Site, string]>([
    [
      "mounts a share",
      { baseline: "absent_packages: [nfs-common]", suites: [`${offline}, mounts: [{ volume: work, path: /mnt/work }]`] },
      "to mount volume work over nfs",
    ],
    [
      "has another name in the other family",
      { baseline: "absent_packages: [nfs-utils]", family: "rhel", suites: [`${offline}, mounts: [{ volume: work, path: /mnt/work }]`] },
      "to mount volume work over nfs",
    ],
    ["keeps time", { baseline: "absent_packages: [chrony], time_servers: [10.0.0.9]", suites: [offline] }, "to keep time"],
    [
      "is asked for by the very same baseline",
      { baseline: "absent_packages: [nano], packages: [nano]", suites: [offline] },
      "by the word of the same baseline",
    ],
    [
      "is of a software",
      {
        baseline: "absent_packages: [tree]",
        suites: [`${offline}, software: [tools]`],
        more: "software: { tools: { packages: { debian: [tree] } } }\n",
      },
      "for software tools",
    ],
    [
      "is what an application's vendor asks for",
      { baseline: "absent_packages: [avahi-daemon]", suites: [`${offline}, software: [flame]`], more: software },
      "for Autodesk Flame of software flame",
    ],
  ])("%s", (_, given, to) => {
    expect(foundBy(conflicts, site(given))).toEqual([
      expect.stringMatching(/^absent-package-needed: baseline studio forbids package \S+, but host edit-01 needs it /),
    ]);
    expect(foundBy(conflicts, site(given))[0]).toMatch(new RegExp(`needs it ${to}$`));
  });

  test("may be one that nobody needs, or that another family has", () => {
    const given = { baseline: "absent_packages: [telnet, nfs-utils]", suites: [`${offline}, mounts: [{ volume: work, path: /mnt/work }]`] };
    expect(foundBy(conflicts, site(given))).toEqual([]);
  });

  test("is no concern of hosts that are never contacted", () => {
    const given = { baseline: "absent_packages: [chrony], time_servers: [10.0.0.9]", suites: [offline], host: ", management: unmanaged" };
    expect(foundBy(conflicts, site(given))).toEqual([]);
  });
});

describe("a kernel module that must not load", () => {
  const ingest = "class: ingest, devices: [{ name: Reader, id: 0bda:0316 }]";

  test.each<[string, Site, readonly string[]]>([
    ["reads no camera media in an offline suite", { baseline: "blocked_modules: [usb-storage, uas]", suites: [offline] }, []],
    ["is left alone where camera media is read", { baseline: "blocked_modules: [usb-storage, uas, udf]", suites: [ingest] }, []],
    [
      "is not left alone under another spelling, which device control does not know",
      { baseline: "blocked_modules: [usb_storage]", suites: [ingest] },
      ["usb_storage"],
    ],
    [
      "is not left alone where ingest is the host's second suite",
      { baseline: "blocked_modules: [uas]", suites: [offline, ingest] },
      ["uas"],
    ],
    ["reads the file system of camera cards", { baseline: "blocked_modules: [exfat]", suites: [ingest] }, ["exfat"]],
    ["carries a VLAN", { baseline: "blocked_modules: [8021q]", suites: [offline], host: "" }, []],
    ["drives a card", { baseline: "blocked_modules: [nvidia-drm]", suites: [offline], host: ", cards: [nvidia]" }, ["nvidia-drm"]],
    [
      "is the file system of a disk",
      { baseline: "blocked_modules: [xfs]", suites: [offline], host: ", disks: { cache: { size: 8 TB, file_system: xfs } }" },
      ["xfs"],
    ],
    ["lets a panel work", { baseline: "blocked_modules: [usbhid]", suites: [offline] }, ["usbhid"]],
  ])("%s", (_, given, modules) => {
    expect(foundBy(conflicts, site(given)).map((found) => /kernel module (\S+),/.exec(found)?.[1])).toEqual(modules);
  });

  test("is told of once for a suite, however many hosts it has", () => {
    const hosts = [...Array(20).keys()].map(
      (i) =>
        `  more-${i}: { os: { family: debian, release: "9" }, baseline: studio, interfaces: { eth0: { network: house, ip: 10.0.0.${i + 10} } } }`,
    );
    const text = site({ baseline: "blocked_modules: [usbhid]", suites: [offline] })
      .replace("\nsuites:", `\n${hosts.join("\n")}\nsuites:`)
      .replace("hosts: [edit-01]", `hosts: [edit-01, ${hosts.map((_, i) => `more-${i}`).join(", ")}]`);
    expect(foundBy(conflicts, text)).toHaveLength(1);
  });
});

describe("USBGuard", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["shuts out the keyboard of a suite that names nothing", ["class: grade"], ["usbguard-shuts-out"]],
    ["lets in what any suite of the host names", ["class: grade", offline], []],
    ["is of no harm where nobody sits", ["class: render"], []],
  ])("%s", (_, suites, expected) => {
    expect(foundBy(conflicts, site({ baseline: "usbguard: true", suites })).map((found) => found.split(":")[0])).toEqual(expected);
  });
});
