/** A machine of the practice facility. */
export interface LabHost {
  readonly name: string;
  readonly address: string;
  /** `nspawn` shares the machine's kernel; `uml` has a kernel of its own (NFS, kernel modules, every sysctl). */
  readonly kind: "nspawn" | "uml";
  /** How `sudo` behaves for the user `conform`. */
  readonly sudo: "no password" | "password";
  /** With Python, which only the tools that Conform is compared with need. */
  readonly python: boolean;
}

/** The user Conform logs in as. */
export const user = "conform";

/** The machine's own address on the bridge that joins the hosts. */
export const bridge = { name: "conform0", address: "10.77.0.1", prefix: 24 } as const;

/** The practice facility: two edit suites, a licence server, a SAN with one client. */
export const labHosts: readonly LabHost[] = [
  { name: "suite-01", address: "10.77.0.11", kind: "nspawn", sudo: "no password", python: false },
  { name: "suite-02", address: "10.77.0.12", kind: "nspawn", sudo: "no password", python: false },
  { name: "lic-01", address: "10.77.0.13", kind: "nspawn", sudo: "password", python: false },
  { name: "san-01", address: "10.77.0.21", kind: "uml", sudo: "no password", python: false },
  { name: "online-01", address: "10.77.0.22", kind: "uml", sudo: "no password", python: false },
];

export const benchLimit = 10;

/** Light hosts to measure with: bench-01 is 10.77.0.101, and so on. */
export function benchHosts(count: number, python: boolean): LabHost[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `bench-${String(index + 1).padStart(2, "0")}`,
    address: `10.77.0.${101 + index}`,
    kind: "nspawn",
    sudo: "no password",
    python,
  }));
}
