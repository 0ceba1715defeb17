/**
 * @typedef {'online' | 'offline' | 'pagehide' | 'pageshow' | 'resume' | 'visible' | 'hidden'} Moment
 */

/**
 * Tells of what happens to the page.
 *
 * @param {any} page
 * @param {(moment: Moment) => void} tell
 * @returns {() => void} stops it
 */
export function watchPage(page, tell) {
  const control = new AbortController();
  const { signal } = control;
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
  return () => control.abort();
}
