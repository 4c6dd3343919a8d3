import type { Declared, Plain, Remarks } from "#core/declared.ts";
import type { Sh } from "#core/sh.ts";

/** What a host says of one state: each fact a short text, the empty text where there is nothing. */
export type Facts<Fact extends string = string> = { readonly [F in Fact]?: string };

/** The facts that are not as wanted. */
export type Drift<Fact extends string = string> = { readonly [F in Fact]?: { readonly want: string; readonly have: string } };

interface Described {
  /** What it means, with its unit. */
  readonly description: string;
  readonly examples?: readonly Plain[];
  readonly default?: Plain;
}

/** JSON Schema of one parameter, as far as the parameter's TypeScript type allows. */
export type ParamSchema<T> = Described &
  ([T] extends [boolean]
    ? { readonly type: "boolean" }
    : [T] extends [string]
      ? {
          readonly type: "string";
          readonly pattern?: string;
          readonly enum?: readonly T[];
          readonly maxLength?: number;
          readonly minLength?: number;
        }
      : [T] extends [number]
        ? { readonly type: "integer"; readonly minimum?: number; readonly maximum?: number }
        : [T] extends [readonly (infer Item)[]]
          ? {
              readonly type: "array";
              readonly items: Omit<ParamSchema<Item>, "description">;
              readonly minItems?: number;
              readonly uniqueItems?: boolean;
            }
          : { readonly anyOf: readonly object[] } | { readonly type: "object"; readonly [keyword: string]: unknown });

/** JSON Schema of a state's parameters: one entry for each, no others allowed. */
export interface ParamsSchema<Want> {
  readonly type: "object";
  readonly properties: { readonly [P in keyof Want]-?: ParamSchema<Exclude<Want[P], undefined>> };
  readonly required: readonly (keyof Want & string)[];
  readonly additionalProperties: false;
}

/**
 * A kind of state: how to look at it, what to expect, how to put it right. Pure: only `inspect` and `repair` name shell, neither runs it.
 *
 * `inspect` prints every fact that `expect` can name with `emit FACT VALUE`, reads only, and says `cannot_look REASON` where it can't judge.
 * `repair` prints the commands for the facts that drifted; it may be called with every fact drifted when nobody could look before.
 */
export interface StateType<Want extends object = never, Fact extends string = string> {
  readonly kind: string;
  readonly summary: string;
  readonly params: ParamsSchema<Want>;
  /** The name of the state among its kind: what two declarations of the same thing have in common. */
  name(want: Want): string;
  inspect(want: Want): Sh;
  /**
   * Commands that ask once, for all states of this kind, what each `inspect` would need a process of its own for. They set variables that
   * `inspect` uses where they are set; without them it sees the same.
   */
  survey?(wants: readonly Want[]): Sh;
  expect(want: Want): Facts<Fact>;
  repair(want: Want, drift: Drift<Fact>): readonly (Sh | false | undefined)[];
  /** Commands that take the state off a host again; nothing where it stays (packages, users, data). */
  undo?(want: Want): readonly Sh[];
  /** How the same state reads elsewhere, for those who come from there. */
  readonly elsewhere: { readonly ansible: string; readonly salt: string; readonly puppet: string };
}

/** A state type that is also the function with which roles declare it. */
export type State<Want extends object, Fact extends string> = StateType<Want, Fact> & ((want: Want, remarks?: Remarks) => Declared);

/** Makes the declaring function out of a state type. */
export function defineState<Want extends object, Fact extends string>(type: StateType<Want, Fact>): State<Want, Fact> {
  const declare = (want: Want, remarks: Remarks = {}): Declared => ({
    kind: type.kind,
    id: `${type.kind}:${type.name(want)}`,
    want: want as Declared["want"], // params admit plain data only
    ...remarks,
  });
  // A function's own `name` is read-only; states read better with `name` than with a second word for it.
  for (const [key, value] of Object.entries(type)) Object.defineProperty(declare, key, { value, enumerable: true });
  return declare as State<Want, Fact>;
}
