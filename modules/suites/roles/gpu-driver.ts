import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { exec } from "#states/exec.ts";
import { kernelModule } from "#states/kernel_module.ts";
import { packages } from "#states/package.ts";
import { rebootRequired } from "#states/reboot_required.ts";
import { service } from "#states/service.ts";
import { testedSetOf } from "#inventory/of-host.ts";

const blocklist = "/etc/modprobe.d/conform-nouveau.conf";

const initramfs = {
  debian: { command: "update-initramfs -u -k all", image: '/boot/initrd.img-"$(uname -r)"' },
  rhel: { command: "dracut --force --regenerate-all", image: '/boot/initramfs-"$(uname -r)".img' },
} as const;

// The version in the kernel, the one in the libraries: they part company when an update came without a reboot.
const oneVersion = `live=$(sed -n 's/.*Kernel Module *\\([0-9.]*\\).*/\\1/p' /proc/driver/nvidia/version) && \
libraries=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | head -n 1) && [ "$live" = "$libraries" ]`;

/** The NVIDIA driver of the tested set, with the free one kept out of its way, and whether kernel and libraries are of one version. */
export function gpuDriver(facility: Facility, host: Host): DeclaredRole {
  const drivers = testedSetOf(facility, host)?.drivers.nvidia;
  if (!host.cards.includes("nvidia") || drivers === undefined) return role("gpu-driver", []);
  const { command, image } = initramfs[host.os.family];
  return role("gpu-driver", [
    kernelModule({ name: "nouveau", ensure: "blocked" }, { why: "only one driver can have the card" }),
    packages({ names: drivers }),
    exec(
      { name: "initramfs without nouveau", command, unless: `[ ! -e ${image} ] || [ ${image} -nt ${blocklist} ]` },
      { why: "the initramfs would load it before anything can stop it" },
    ),
    service({ name: "nvidia-persistenced.service", enabled: true }),
    exec(
      { name: "driver and libraries are of one version", command: "echo 'reboot it between sessions'; exit 1", unless: oneVersion },
      { audit: true, why: '"driver/library version mismatch": applications start without the card' },
    ),
    rebootRequired({}, { audit: true }),
  ]);
}
