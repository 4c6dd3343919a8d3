export interface Mapping {
  readonly [key: string]: unknown;
}

export const isMapping = (value: unknown): value is Mapping => typeof value === "object" && value !== null && !Array.isArray(value);
