import { registerHooks } from "node:module";

// Loaded before the real `conform`, by NODE_OPTIONS: it exchanges one module, so that hosts get the 60 states of the bench,
// whose kinds no inventory can declare. Everything else is the command as it is.
const original = new URL("../../stacks/roles-of-host.ts", import.meta.url).href;
const ours = new URL("roles-of-host.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return found.url === original && context.parentURL !== ours ? { ...found, url: ours } : found;
  },
});
