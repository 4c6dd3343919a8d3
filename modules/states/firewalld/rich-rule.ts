/** What a rich rule consists of, in the order in which firewalld prints it, each with its attributes in theirs. */
const parts: readonly (readonly [name: string, ...attributes: string[]])[] = [
  ["rule", "priority", "family"],
  ["source", "address", "mac", "ipset"],
  ["destination", "address", "ipset"],
  ["service", "name"],
  ["port", "port", "protocol"],
  ["source-port", "port", "protocol"],
  ["protocol", "value"],
  ["icmp-block", "name"],
  ["icmp-type", "name"],
  ["masquerade"],
  ["forward-port", "port", "protocol", "to-port", "to-addr"],
  ["tcp-mss-clamp", "value"],
  ["log", "prefix", "level"],
  ["nflog", "group", "prefix", "queue-size"],
  ["audit"],
  ["accept"],
  ["reject", "type"],
  ["drop"],
  ["mark", "set"],
];

const ofTheRule = new Set(["priority", "family"]);

/** `3/minute` is kept as `3/m`. */
const spelt = (name: string, value: string): string =>
  name === "value" ? value.replace(/^(\d+\/[smhd])(econd|inute|our|ay)$/, "$1") : value;

/** The text of a rich rule as firewalld itself prints it; one that it would not understand stays as it is. */
export function asPrinted(rule: string): string {
  const said = new Map<string, { not: boolean; values: Map<string, string>; limit: string }>();
  let part = "";
  let limits = "";
  for (const word of rule.match(/(?:[^\s"]|"[^"]*")+/g) ?? []) {
    const at = word.indexOf("=");
    if (at > 0) {
      const name = word.slice(0, at);
      const value = spelt(name, word.slice(at + 1).replaceAll('"', ""));
      const into = said.get(ofTheRule.has(name) ? "rule" : part);
      if (into === undefined) return rule;
      if (limits === part) into.limit += ` ${name}="${value}"`;
      else if (name === "invert") into.not = value.toLowerCase() === "true";
      else if (name !== "priority" || value !== "0") into.values.set(name, value);
    } else if (word === "limit") limits = part;
    else if (word.toLowerCase() === "not") {
      const into = said.get(part);
      if (into) into.not = true;
    } else if (parts.some(([name]) => name === word)) {
      part = word;
      limits = "";
      said.set(word, { not: false, values: new Map(), limit: "" });
    } else return rule;
  }
  return parts
    .flatMap(([name, ...attributes]) => {
      const found = said.get(name);
      if (found === undefined) return [];
      const { not, values, limit } = found;
      const known = attributes.flatMap((attribute) => (values.has(attribute) ? [`${attribute}="${values.get(attribute)}"`] : []));
      const others = [...values]
        .filter(([attribute]) => !attributes.includes(attribute))
        .map(([attribute, value]) => `${attribute}="${value}"`);
      // firewalld puts quotation marks around every value but this one
      const text = name === "mark" ? known.map((each) => each.replaceAll('"', "")) : [...known, ...others];
      return [[not ? `${name} NOT` : name, ...text, ...(limit === "" ? [] : [`limit${limit}`])].join(" ")];
    })
    .join(" ");
}
