/**
 * {@return the folder that the server serves a module from: below it, there is one more for each version}
 *
 * @param {string} module the module's address
 */
export function folder(module) {
  const [, base] = module.match(/^(http.*?\/)client(\.js|\/[^/]+\/[^/]+)$/) ?? [];
  if (!base) {
    throw new TypeError(
      'connect needs the address of the server, since this module does not come from it',
    );
  }
  return base;
}
