/** How a PAM module comes into the stack of each family. */
export interface PamModule {
  /** What the stack must say of it: the type of each line, with the word that tells two lines of one type apart. */
  readonly lines: readonly string[];
  /** Profiles for Debian's pam-auth-update, by name; empty where the package brings one of the module's name. */
  readonly profiles: (args: string) => Readonly<Record<string, string>>;
  /** The feature of authselect; undefined where every profile has the module. */
  readonly feature: string | undefined;
}

// Debian brings no profile for faillock. Two are needed, as its lines belong before and after the one that asks for the password.
const faillock = {
  "conform-faillock": `Name: Count failed logins and lock the account (conform)
Default: yes
Priority: 0
Auth-Type: Primary
Auth:
	[default=die]	pam_faillock.so authfail
`,
  "conform-faillock-notify": `Name: Refuse locked accounts (conform)
Default: yes
Priority: 1024
Auth-Type: Primary
Auth:
	requisite	pam_faillock.so preauth
Account-Type: Primary
Account:
	required	pam_faillock.so
`,
};

// PAM 1.5.2 of Debian 12 has no pwhistory.conf: its settings stand in the stack.
const pwhistory = (args: string): string => `Name: Refuse earlier passwords (conform)
Default: yes
Priority: 1000
Password-Type: Primary
Password:
	requisite	pam_pwhistory.so ${args}use_authtok try_first_pass
Password-Initial:
	requisite	pam_pwhistory.so ${args}
`;

export const pamModules: Readonly<Record<"faillock" | "pwhistory" | "pwquality", PamModule>> = {
  faillock: { lines: ["auth preauth", "auth authfail", "account"], profiles: () => faillock, feature: "with-faillock" },
  pwhistory: { lines: ["password"], profiles: (args) => ({ "conform-pwhistory": pwhistory(args) }), feature: "with-pwhistory" },
  pwquality: { lines: ["password"], profiles: () => ({}), feature: undefined },
};
