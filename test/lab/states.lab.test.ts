import path from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { RemoteShell, Transport } from "#core/connection.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { openFacility } from "#inventory/load.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { authorizedKey } from "#states/authorized_key.ts";
import { directory } from "#states/directory.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { firewall } from "#states/firewall.ts";
import { group } from "#states/group.ts";
import { kernelModule } from "#states/kernel_module.ts";
import { line } from "#states/line.ts";
import { link } from "#states/link.ts";
import { mount } from "#states/mount.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { sysctl } from "#states/sysctl.ts";
import { unit } from "#states/unit.ts";
import { user } from "#states/user.ts";
import { projectRoot } from "#support/conform.ts";
import { heals } from "#support/describe-state.ts";
import { openTransport } from "#transport/open.ts";

let transport: Transport;
let suite: RemoteShell;
let san: RemoteShell;

const on =
  (shell: () => RemoteShell) =>
  (script: Sh): Promise<{ stdout: string; status: number }> =>
    shell().run(script.text, { timeoutSeconds: 120 });
const onSuite = on(() => suite);
const onSan = on(() => san);

beforeAll(async () => {
  const facility = await openFacility(path.join(projectRoot, "inventory/lab"));
  transport = openTransport({ resolveSecret });
  const shellOf = (id: string): Promise<RemoteShell> => {
    const host = facility.hosts.get(id);
    if (host === undefined) throw new Error(`${id} is not in the inventory of the lab`);
    return transport.shell(host.connection);
  };
  [suite, san] = await Promise.all([shellOf("suite-02"), shellOf("san-01")]);
});
afterAll(() => transport.close());

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKGPudd4Wx5X8qjmfqpi10v2sBUwBdHP8cFK3Glg7Puk trial@lab";
const trialUnit = "[Unit]\nDescription=Trial\n[Service]\nExecStart=/bin/sleep 100000\n[Install]\nWantedBy=multi-user.target\n";

describe("on real hosts, what breaks by hand is found by its name and healed", () => {
  it("file", async () => {
    const want = { path: "/etc/trial.conf", content: "a\nb\n", mode: "0640", group: "adm" };
    await heals(onSuite, file, { it: "content", want, breakWith: sh`echo c >>/etc/trial.conf`, drifts: ["content"] });
    await heals(onSuite, file, { it: "mode", want, breakWith: sh`chmod 0666 /etc/trial.conf`, drifts: ["mode"] });
    await heals(onSuite, file, { it: "group", want, breakWith: sh`chgrp root /etc/trial.conf`, drifts: ["group"] });
  });
  it("directory, link, line", async () => {
    await heals(onSuite, directory, {
      it: "mode",
      want: { path: "/srv/trial", mode: "2775" },
      breakWith: sh`chmod 0700 /srv/trial`,
      drifts: ["mode"],
    });
    await heals(onSuite, link, {
      it: "target",
      want: { path: "/srv/now", target: "/srv/trial" },
      breakWith: sh`ln -sfn /tmp /srv/now`,
      drifts: ["target"],
    });
    await heals(onSuite, line, {
      it: "line",
      want: { path: "/etc/environment", line: "TRIAL=1", match: "^TRIAL=" },
      breakWith: sh`echo TRIAL=2 >/etc/environment`,
      drifts: ["line"],
    });
  });
  it("package", () =>
    heals(onSuite, packages, {
      it: "one of two",
      want: { names: ["attr", "bc"] },
      breakWith: sh`DEBIAN_FRONTEND=noninteractive apt-get -y -q remove bc >/dev/null 2>&1 </dev/null`,
      drifts: ["bc"],
    }));
  it("unit and service", async () => {
    await heals(onSuite, unit, {
      it: "content",
      want: { name: "trial.service", content: trialUnit },
      breakWith: sh`echo '# by hand' >>/etc/systemd/system/trial.service`,
      drifts: ["content"],
    });
    const want = { name: "trial.service", enabled: true, running: true };
    await heals(onSuite, service, { it: "stopped", want, breakWith: sh`systemctl stop trial`, drifts: ["active"] });
    await heals(onSuite, service, { it: "disabled", want, breakWith: sh`systemctl -q disable trial`, drifts: ["enabled"] });
    await heals(onSuite, service, {
      it: "masked",
      want: { name: "apt-daily.timer", masked: true },
      breakWith: sh`systemctl -q unmask apt-daily.timer`,
      drifts: ["enabled"],
    });
  });
  it("user, group, authorized key", async () => {
    await heals(onSuite, group, { it: "gid", want: { name: "trial", gid: 4711 }, breakWith: sh`groupmod -g 4712 trial`, drifts: ["gid"] });
    const want = { name: "trialist", groups: ["trial"], shell: "/bin/bash" };
    await heals(onSuite, user, { it: "shell", want, breakWith: sh`usermod -s /bin/sh trialist`, drifts: ["shell"] });
    await heals(onSuite, user, { it: "groups", want, breakWith: sh`gpasswd -d trialist trial >/dev/null`, drifts: ["groups"] });
    const keys = { user: "trialist", keys: [key], exclusive: true };
    await heals(onSuite, authorizedKey, {
      it: "another key",
      want: keys,
      breakWith: sh`echo ${key.replace("Puk", "Pub")} >>/home/trialist/.ssh/authorized_keys`,
      drifts: ["keys"],
    });
  });
  it("sysctl, live and at boot", async () => {
    const want = { name: "net.core.netdev_max_backlog", value: "5000" };
    await heals(onSan, sysctl, { it: "live", want, breakWith: sh`sysctl -q -w net.core.netdev_max_backlog=1000`, drifts: ["live"] });
    await heals(onSan, sysctl, { it: "boot", want, breakWith: sh`rm /etc/sysctl.d/*netdev_max_backlog*`, drifts: ["boot"] });
  });
  it("kernel module, loaded and at boot", async () => {
    await heals(onSan, kernelModule, { it: "live", want: { name: "cifs" }, breakWith: sh`modprobe -r cifs`, drifts: ["live"] });
    await heals(onSan, kernelModule, {
      it: "boot",
      want: { name: "cifs" },
      breakWith: sh`rm /etc/modules-load.d/*cifs*`,
      drifts: ["boot"],
    });
  });
  it("firewall, live and at boot", async () => {
    const want = { ssh: 22, open: [{ port: 8080, protocol: "tcp" as const, from: ["10.77.0.0/24"] }] };
    await heals(onSuite, firewall, {
      it: "live",
      want,
      breakWith: sh`nft add rule inet conform input tcp dport 9999 accept`,
      drifts: ["live"],
    });
    await heals(onSuite, firewall, { it: "boot", want, breakWith: sh`echo '# by hand' >>/etc/nftables.conf`, drifts: ["boot"] });
  });
  it("mount, in fstab and now", async () => {
    const want = { path: "/mnt/trial", source: "tmpfs", fstype: "tmpfs", options: ["size=1024k", "mode=700"] };
    await heals(onSan, mount, { it: "unmounted", want, breakWith: sh`umount /mnt/trial`, drifts: ["source", "fstype", "options"] });
    await heals(onSan, mount, { it: "fstab", want, breakWith: sh`sed -i /trial/d /etc/fstab`, drifts: ["fstab"] });
  });
  it("exec", () =>
    heals(onSuite, exec, {
      it: "done",
      want: { name: "index", command: "touch /srv/index", creates: "/srv/index" },
      breakWith: sh`rm /srv/index`,
      drifts: ["done"],
    }));
});
