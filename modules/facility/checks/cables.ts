import { didYouMean } from "#core/nearest.ts";
import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { parseLength } from "#inventory/quantities.ts";
import { showNames } from "#inventory/show.ts";
import type { Written, WrittenAsset, WrittenCable } from "#inventory/written.ts";

type Port = WrittenAsset["ports"][string];
type Connector = Port["connector"];

/** Metres of good coaxial cable (Belden 1694A and the like) that an SDI receiver gets over. Own knowledge: the receiver's maker may say otherwise. */
const sdiMetres = { SD: 300, HD: 160, "3G": 110, "6G": 90, "12G": 70 } as const satisfies Record<NonNullable<WrittenCable["rate"]>, number>;

const coaxial: ReadonlySet<Connector> = new Set(["bnc", "hd-bnc", "din-1.0/2.3"]);

/** Other connectors that a port takes, by way of what is plugged into it first: a transceiver. */
const cages: { readonly [C in Connector]?: readonly Connector[] } = { sfp: ["lc", "rj45"], qsfp: ["mpo", "lc"] };

/** Cables go from a port to a port, fit there, carry what both have, and are short enough. */
export const cables = crossCheck(
  {
    "no-such-port": "a cable is plugged into ports that its gear has",
    "two-cables": "a port takes one cable",
    "connector-misfit": "the connectors of a cable fit its ports",
    "signal-not-at-port": "the ports at both ends of a cable have the signal that it carries",
    "cable-rate": "an SDI cable says the fastest signal it must carry; other cables have no rate",
    "sdi-too-long": "an SDI cable of copper is as short as its rate asks",
    "failed-cable": { warning: "a cable passed its test" },
  },
  function* ({ cables, assets }) {
    const plugged = new Map<string, { readonly cable: string; readonly path: Path }>();
    for (const [id, cable] of cables) {
      for (const end of ["from", "to"] as const) yield* checkEnd(id, cable, end, assets, plugged);
      yield* checkLength(id, cable, assets);
      if (cable.result === "failed")
        yield {
          id: "failed-cable",
          path: ["cables", id, "result"],
          message: `cable ${id} failed its test${cable.tested_on === undefined ? "" : ` on ${cable.tested_on}`}`,
          hint: "Replace it and say what the new test says.",
        };
    }
  },
);

/** The port at one end of a cable, if the gear is described and has it. */
function portAt({ asset: id, port }: WrittenCable["from"], assets: Written["assets"]): Port | undefined {
  const ports = assets.get(id)?.ports;
  return ports !== undefined && Object.hasOwn(ports, port) ? ports[port] : undefined;
}

function* checkEnd(
  id: string,
  { signal, ...cable }: WrittenCable,
  end: "from" | "to",
  assets: Written["assets"],
  plugged: Map<string, { readonly cable: string; readonly path: Path }>,
): Generator<Problem> {
  const { asset: tag, port: name, connector } = cable[end];
  const asset = assets.get(tag);
  if (asset === undefined) return;
  const path: Path = ["cables", id, end, "port"];
  const port = portAt(cable[end], assets);
  const related = ["assets", tag, "ports", name];
  if (port === undefined) {
    const known = Object.keys(asset.ports);
    yield {
      id: "no-such-port",
      path,
      message: `cable ${id} is plugged into port ${name} of asset ${tag}, which has no such port${didYouMean(name, known)}`,
      hint: known.length === 0 ? `Asset ${tag} says none of its ports.` : `Its ports: ${showNames(known)}.`,
      related: ["assets", tag],
    };
    return;
  }
  const other = plugged.get(`${tag} ${name}`);
  if (other === undefined) plugged.set(`${tag} ${name}`, { cable: id, path });
  else
    yield {
      id: "two-cables",
      path,
      message:
        other.cable === id
          ? `both ends of cable ${id} are in port ${name} of asset ${tag}`
          : `port ${name} of asset ${tag} holds cable ${other.cable} already, so cable ${id} has no place there`,
      related: other.path,
    };
  if (!port.signals.includes(signal))
    yield {
      id: "signal-not-at-port",
      path: ["cables", id, "signal"],
      message: `cable ${id} carries ${signal}, but port ${name} of asset ${tag} has ${port.signals.join(", ")}`,
      related,
    };
  if (connector !== undefined && connector !== port.connector && cages[port.connector]?.includes(connector) !== true)
    yield {
      id: "connector-misfit",
      path: ["cables", id, end, "connector"],
      message: `cable ${id} ends in ${connector}, but port ${name} of asset ${tag} is ${port.connector}`,
      related,
    };
}

function* checkLength(id: string, cable: WrittenCable, assets: Written["assets"]): Generator<Problem> {
  const { signal, rate, length } = cable;
  if (signal !== "sdi" && rate !== undefined)
    yield { id: "cable-rate", path: ["cables", id, "rate"], message: `cable ${id} carries ${signal}, for which a rate means nothing` };
  if (signal === "sdi" && rate === undefined)
    yield {
      id: "cable-rate",
      path: ["cables", id],
      on: "key",
      message: `cable ${id} carries sdi, but no rate says how fast`,
      hint: "Its rate decides how long it may be: SD, HD, 3G, 6G or 12G.",
    };
  if (signal !== "sdi" || rate === undefined || length === undefined) return;
  const connectors = [cable.from, cable.to].map((end) => end.connector ?? portAt(end, assets)?.connector);
  const isCopper = connectors.some((connector) => connector !== undefined && coaxial.has(connector));
  const most = sdiMetres[rate];
  if (isCopper && parseLength(length) > most * 1000)
    yield {
      id: "sdi-too-long",
      path: ["cables", id, "length"],
      message: `cable ${id} is ${length} long; at ${rate} a receiver gets over ${most} m of good coaxial cable`,
      hint: "Take fibre, an amplifier on the way, or a lower rate.",
      related: ["cables", id, "rate"],
    };
}
