/**
 * @typedef {'online' | 'offline' | 'pagehide' | 'pageshow' | 'resume' | 'visible' | 'hidden'} Moment
 */

/**
 * Tells of what happens to the page.
 *
 * @param {any} page
 * @param {AbortSignal} signal stops it
 * @param {(moment: Moment) => void} tell
 */
export function watchPage(page, signal, tell) {
  /**
   * @param {EventTarget | undefined} target
   * @param {string[]} types
   * @param {(type: string) => void} listener
   */
  const listen = (target, types, listener) =>
    types.forEach((type) => target?.addEventListener?.(type, () => listener(type), { signal }));
  listen(page, ['online', 'offline', 'pagehide', 'pageshow'], (type) =>
    tell(/** @type {Moment} */ (type)),
  );
  const { document } = page;
  listen(document, ['resume'], () => tell('resume'));
  listen(document, ['visibilitychange'], () => tell(document.visibilityState));
}
