/** A folder of layers/, which base.sh builds over the base. */
export type Layer = "python" | "rhel";

/** A machine of the practice facility. */
export interface LabHost {
  readonly name: string;
  readonly address: string;
  /** `nspawn` shares the machine's kernel; `uml` has a kernel of its own (NFS, kernel modules, every sysctl). */
  readonly kind: "nspawn" | "uml";
  /** How `sudo` behaves for the user `conform`. */
  readonly sudo: "no password" | "password";
  /** What its root has beyond the bare base: Python, for the tools that Conform is compared with, or the other family. */
  readonly layer?: Layer;
}

/** The user Conform logs in as. */
export const user = "conform";

/** The machine's own address on the bridge that joins the hosts. */
export const bridge = { name: "conform0", address: "10.77.0.1", prefix: 24 } as const;

/** The practice facility: two edit suites, a licence server, a SAN with one client. */
export const labHosts: readonly LabHost[] = [
  { name: "suite-01", address: "10.77.0.11", kind: "nspawn", sudo: "no password" },
  { name: "suite-02", address: "10.77.0.12", kind: "nspawn", sudo: "no password" },
  { name: "lic-01", address: "10.77.0.13", kind: "nspawn", sudo: "password" },
  { name: "san-01", address: "10.77.0.21", kind: "uml", sudo: "no password" },
  { name: "online-01", address: "10.77.0.22", kind: "uml", sudo: "no password" },
];

/** Hosts of the RHEL family, for tests; the last has SELinux. */
export const familyHosts: readonly LabHost[] = [
  { name: "rocky-01", address: "10.77.0.31", kind: "nspawn", sudo: "no password", layer: "rhel" },
  { name: "rocky-02", address: "10.77.0.32", kind: "uml", sudo: "no password", layer: "rhel" },
];

export const benchLimit = 10;

/** Light hosts to measure with: bench-01 is 10.77.0.101, and so on. */
export function benchHosts(count: number, python: boolean): LabHost[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `bench-${String(index + 1).padStart(2, "0")}`,
    address: `10.77.0.${101 + index}`,
    kind: "nspawn",
    sudo: "no password",
    ...(python && { layer: "python" as const }),
  }));
}
