const refuse = (): never => {
  throw new TypeError("the facility is frozen");
};

/** Freezes plain data with everything in it. Maps too, which Object.freeze leaves open. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const [key, inner] of value) {
      freezeDeep(key);
      freezeDeep(inner);
    }
    for (const method of ["set", "delete", "clear"]) Object.defineProperty(value, method, { value: refuse });
  } else for (const inner of Object.values(value)) freezeDeep(inner);
  return Object.freeze(value);
}
