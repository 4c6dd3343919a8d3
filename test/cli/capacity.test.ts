import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { listOver, renderCapacity } from "#cli/capacity-text.ts";
import { main } from "#cli/main.ts";
import { plain } from "#report/paint.ts";
import { capacityOf } from "#storage/capacity.ts";
import { clock, readYaml } from "#support/read-yaml.ts";
import { dpx, house } from "../storage/checks/house.ts";

/** Two suites that each fit, and do not fit together. */
const tight = house({
  demand: { one: dpx(), two: `${dpx(2)}, ${dpx(1, "write")}` },
  volume: "read_limit: 3 GB/s, write_limit: 3 GB/s, client_limit: 1.5 GB/s, used: 850 TB, growth: 2 TB/d",
  hostFace: "network: storage, speed: 25 Gb/s, switch: sw-1",
  uplink: "speed: 25 Gb/s",
  serverSpeed: "40 Gb/s",
  rest: `bookings:
  a: { suite: one, start: 2099-12-01T09:00, end: 2099-12-01T18:00 }
  b: { suite: two, start: 2099-12-01T17:00, end: 2099-12-02T12:00, status: pencil }
  c: { suite: one, start: 2099-12-02T09:00, end: 2099-12-02T10:00 }
rooms:
  "1": { name: Suites }
`,
})
  .replaceAll(/(switch: sw-1), port: "."/g, "$1")
  .replace('switch: sw-core, port: "1"', "switch: sw-core");

const roomy = house({ demand: { one: dpx(), two: dpx() }, rest: 'rooms:\n  "1": { name: Suites }\n' })
  .replaceAll(/(switch: sw-1), port: "."/g, "$1")
  .replace('switch: sw-core, port: "1"', "switch: sw-core");

test("figures are aligned, have units, and show what is over and when", () => {
  const written = readYaml(tight);
  const found = capacityOf(written, clock);
  expect(renderCapacity(found, written, clock.today, plain)).toMatchInlineSnapshot(`
    "STORAGE                        ASKED        PLAN       LIMIT    USE        WHEN                                 SUITES
    volume projects  read   2,488.3 MB/s  2,100 MB/s  3,000 MB/s  118 %  OVER  2099-12-01 17:00 - 18:00             one, two
                            2,488.3 MB/s                          118 %  OVER  2099-12-02 09:00 - 10:00             two, one
    volume projects  write    829.4 MB/s  2,100 MB/s  3,000 MB/s   39 %        2099-12-01 17:00 - 2099-12-02 12:00  two

    SUITE                ASKED        PLAN       LIMIT    USE        TIGHTEST PLACE
    one    read     829.4 MB/s  1,500 MB/s  1,500 MB/s   55 %        volume projects, single client
    two    read   1,658.9 MB/s  1,500 MB/s  1,500 MB/s  111 %  OVER  volume projects, single client
    two    write    829.4 MB/s  1,500 MB/s  1,500 MB/s   55 %        volume projects, single client

    LINK                                           ASKED          PLAN         LIMIT    USE        WHEN                                 SUITES
    interface bond0 of server san-1  read   2,488.3 MB/s  3,465.1 MB/s  4,950.2 MB/s   72 %        2099-12-01 17:00 - 18:00             one, two
    interface bond0 of server san-1  write    829.4 MB/s  3,465.1 MB/s  4,950.2 MB/s   24 %        2099-12-01 17:00 - 2099-12-02 12:00  two
    the uplink from sw-core to sw-1  send   2,488.3 MB/s  2,165.7 MB/s  3,093.9 MB/s  115 %  OVER  2099-12-01 17:00 - 18:00             one, two
                                            2,488.3 MB/s                              115 %  OVER  2099-12-02 09:00 - 10:00             two, one
    the uplink from sw-1 to sw-core  send     829.4 MB/s  2,165.7 MB/s  3,093.9 MB/s   38 %        2099-12-01 17:00 - 2099-12-02 12:00  two

    SERVER                      SPEED  CLIENTS  TOGETHER  OVERSUBSCRIBED
    interface bond0 of san-1  40 Gb/s        2   50 Gb/s         1.3 : 1

    FILL               USED  CAPACITY  FULL           GROWTH  AT MOST  BY                 FULL BY
    volume projects  850 TB      1 PB  85 %  warning  2 TB/d     90 %  2026-12-21 (25 d)  2027-02-09 (75 d)"
  `);
  expect(listOver(found)).toEqual([
    "volume projects (read)",
    "volume projects, single client (read)",
    "the uplink from sw-core to sw-1 (send)",
  ]);
});

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** Types `conform capacity` about an inventory. */
async function type(text: string, ...args: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), "conform-capacity-"));
  folders.push(folder);
  writeFileSync(path.join(folder, "house.yaml"), text);
  const said = { out: "", err: "" };
  const status = await main(["capacity", "-i", folder, ...args], {
    out: (line) => void (said.out += `${line}\n`),
    err: (line) => void (said.err += `${line}\n`),
    paint: plain,
    watched: false,
    env: {},
  });
  return { status, ...said };
}

describe("conform capacity", () => {
  test("exits with 0 and says so when everything fits", async () => {
    const { status, out, err } = await type(roomy);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^House: what suites ask .* 70 % of a limit may be planned with\.\n/);
    expect(out).toMatch(/\nNothing is over the plan \(exit 0\)\.\n$/);
  });

  test("exits with 2 and names what is over, although the inventory is not valid for that", async () => {
    const { status, out, err } = await type(tight);
    expect({ status, err }).toEqual({ status: 2, err: "" });
    expect(out).toMatch(
      /\nOver the plan: volume projects \(read\), volume projects, single client \(read\), the uplink from sw-core to sw-1 \(send\) \(exit 2\)\.\n$/,
    );
  });

  test("exits with 2 when a volume is as full as it may be", async () => {
    const { status, out } = await type(roomy.replace("write_limit: 90 GB/s", "write_limit: 90 GB/s, used: 950 TB"));
    expect(status).toBe(2);
    expect(out).toMatch(/\nvolume projects +950 TB +1 PB +95 % +OVER/);
    expect(out).toMatch(/\nOver the plan: volume projects \(fill\) \(exit 2\)\.\n$/);
  });

  test("gives programs every time slot, the worst first, and where figures come from", async () => {
    const { status, out } = await type(tight, "--json");
    const { schema, exit, margin, demand, limits, oversubscription, fill } = JSON.parse(out) as {
      readonly [key: string]: unknown;
    } & Record<"demand" | "limits", readonly unknown[]>;
    expect({ status, schema, exit, margin }).toEqual({
      status: 2,
      schema: "conform.capacity/v1",
      exit: { status: 2, meaning: "something is over the plan" },
      margin: 0.7,
    });
    expect(demand[0]).toMatchObject({
      suite: "one",
      volume: "projects",
      mode: "read",
      codec: "dpx-10",
      streams: 1,
      rate: 829.44,
      unit: "MB/s",
    });
    expect(limits[0]).toMatchObject({
      kind: "volume",
      name: "volume projects",
      limit: 3000,
      plan: 2100,
      over: true,
      at: ["volumes", "projects", "read_limit"],
      slots: [
        { from: "2099-12-01T17:00", to: "2099-12-01T18:00", suites: ["one", "two"], over: true },
        { from: "2099-12-02T09:00", to: "2099-12-02T10:00", suites: ["two", "one"], over: true },
        { from: "2099-12-01T18:00", to: "2099-12-02T09:00", suites: ["two"], asked: 1658.88, over: false },
        { from: "2099-12-02T10:00", to: "2099-12-02T12:00", suites: ["two"], over: false },
        { from: "2099-12-01T09:00", to: "2099-12-01T17:00", suites: ["one"], over: false },
      ],
    });
    expect(oversubscription).toEqual([
      { server: "san-1", device: "bond0", clients: 2, unknown: [], ratio: 1.25, speed: 40_000, clientSpeed: 50_000, unit: "Mb/s" },
    ]);
    expect(fill).toEqual([{ volume: "projects", part: 0.85, level: "warning", daysToCritical: 25, daysToFull: 75 }]);
  });

  test("has nothing to say of a house that asks for nothing", async () => {
    const { status, out } = await type(roomy.replaceAll(/demand: \[.*\]/g, "demand: []"));
    expect(status).toBe(0);
    expect(out).toContain("House: no suite has a `demand`, and no volume says what is `used`.\n");
  });

  test("says what it can't judge", async () => {
    const { out } = await type(roomy.replaceAll("speed: 400 Gb/s, ", ""));
    expect(out).toContain("\nNobody can say what the network carries for one, two: ");
  });

  test("shows no figures of an inventory with other mistakes, but those", async () => {
    const { status, out, err } = await type(roomy.replace("server: san-1", "server: san-9"));
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(/^conform: .*volume projects refers to host "san-9", which no file describes/);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test("has help with examples", async () => {
    const said: string[] = [];
    const io = { out: (line: string) => void said.push(line), err: () => {}, paint: plain, watched: false, env: {} };
    expect(await main(["capacity", "--help"], io)).toBe(0);
    expect(said.join("\n")).toContain("Examples:\n  conform capacity");
  });
});
