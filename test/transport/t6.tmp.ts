import { openTransport } from "#transport/open.ts";
import { Secret } from "#core/secret.ts";
import { readFileSync } from "node:fs";
const base = { host: "h", address: "127.0.0.1", port: 2299, become: "sudo" as const, hostKeys: [readFileSync("/tmp/sshdt/hk.pub", "utf8")], identityFile: "/tmp/sshdt/uk" };
const ways = { "bash login (rc with set -x), sudo": "ctnp", "rbash, sudo": "ctrb", "csh, sudo": "ctcsh" };
for (const [name, user] of Object.entries(ways)) {
  const opens: number[] = [], warm: number[] = [], kb60: number[] = [];
  for (let i = 0; i < 12; i++) {
    const t = openTransport({ resolveSecret: async (r) => new Secret(r.secret, "") });
    const t0 = performance.now(); const sh = await t.shell({ ...base, user }); opens.push(performance.now() - t0);
    for (let k = 0; k < 10; k++) { const t1 = performance.now(); await sh.run("echo hi", { timeoutSeconds: 5 }); warm.push(performance.now() - t1); }
    const t2 = performance.now(); await sh.run("# filler filler\n".repeat(4000), { timeoutSeconds: 5 }); kb60.push(performance.now() - t2);
    await t.close();
  }
  const q = (a: number[]) => { const s = a.toSorted((x, y) => x - y); return `min ${s[0]!.toFixed(1)} median ${s[s.length >> 1]!.toFixed(1)}`; };
  console.log(name, "| connect+hello", q(opens), "| warm", q(warm), "| 64 kB script", q(kb60));
}
console.log(Math.round(process.memoryUsage().rss / 1e6), "MB");
