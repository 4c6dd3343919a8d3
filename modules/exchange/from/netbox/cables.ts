import type { Draft } from "#exchange/from/draft.ts";
import { at, numberAt, textAt } from "#exchange/from/json.ts";
import type { Device } from "#exchange/from/netbox/gear.ts";
import type { NetBox } from "#exchange/from/netbox/read.ts";

/** Cables between interfaces, with the ports that they are plugged into. */
export function writeCables(draft: Draft, { cables, interfaces }: NetBox, gear: ReadonlyMap<string, Device>): void {
  const byNumber = new Map(interfaces.map((one) => [textAt(one, "id") ?? "", one]));
  const labels = new Set<string>();
  for (const cable of cables) {
    const number = textAt(cable, "id") ?? "";
    const label = textAt(cable, "label");
    const id = label !== undefined && !labels.has(label) ? label : `netbox-${number}`;
    const ends = ["a_terminations", "b_terminations"].map((side) => endOf(at(cable, side), gear));
    const [from, to] = ends;
    if (from === undefined || to === undefined) {
      draft.leaveOut(`cable ${label ?? number}`, "", "ours have two ends, each at an interface of a device");
      continue;
    }
    labels.add(id);
    const types = [from, to].map(({ number }) => textAt(byNumber.get(number), "type", "value") ?? "");
    const signal = signalOf(types);
    const length = lengthOf(numberAt(cable, "length"), textAt(cable, "length_unit", "value"));
    const [type, colour] = [textAt(cable, "type"), textAt(cable, "color")];
    const entry = draft.entry("cables", id);
    if (label !== id)
      entry.remarks.push(label === undefined ? "NetBox knows no label of it." : `NetBox's label: ${label}, which another cable has.`);
    Object.assign(entry.value, {
      ...(signal !== undefined && { signal }),
      ...(type !== undefined && { type }),
      ...(length !== undefined && { length }),
      ...(colour !== undefined && { colour: `#${colour}` }),
      from: { asset: from.asset, port: from.port },
      to: { asset: to.asset, port: to.port },
    });
    for (const [i, { asset, port }] of [from, to].entries()) {
      const connector = connectorOf(types[i] ?? "");
      if (connector === undefined || signal === undefined) continue;
      const { value } = draft.entry("assets", asset);
      const ports = value["ports"];
      value["ports"] = { ...(typeof ports === "object" ? ports : {}), [port]: { connector, signals: [signal] } };
    }
  }
}

interface End {
  readonly asset: string;
  readonly port: string;
  /** NetBox's number of the interface. */
  readonly number: string;
}

function endOf(terminations: unknown, gear: ReadonlyMap<string, Device>): End | undefined {
  if (!Array.isArray(terminations)) return undefined;
  const [one, another] = terminations as readonly unknown[];
  const port = textAt(one, "object", "name");
  const asset = gear.get(textAt(one, "object", "device", "id") ?? "")?.asset;
  if (textAt(one, "object_type") !== "dcim.interface" || another !== undefined || port === undefined || asset === undefined)
    return undefined;
  return { asset, port, number: textAt(one, "object_id") ?? "" };
}

/** What interfaces of these types exchange: `10gbase-x-sfpp` and `16gfc-sfpp` say it. */
function signalOf(types: readonly string[]): string | undefined {
  if (types.some((type) => type.includes("gfc"))) return "fibre-channel";
  return types.some((type) => type.includes("base-")) ? "ethernet" : undefined;
}

/** The connector that a type of interface has: `10gbase-x-sfpp`, `1000base-t`. */
function connectorOf(type: string): string | undefined {
  if (type.includes("qsfp")) return "qsfp";
  if (type.includes("sfp")) return "sfp";
  return /base-(?:t|tx|t1)$/.test(type) ? "rj45" : undefined;
}

function lengthOf(amount: number | undefined, unit: string | undefined): string | undefined {
  const metres = new Map([
    ["km", 1000],
    ["m", 1],
    ["cm", 0.01],
    ["mi", 1609.344],
    ["ft", 0.3048],
    ["in", 0.0254],
  ]).get(unit ?? "");
  return amount === undefined || metres === undefined ? undefined : `${Math.round(amount * metres * 1000) / 1000} m`;
}
