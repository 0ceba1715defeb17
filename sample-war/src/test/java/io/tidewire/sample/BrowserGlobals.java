package io.tidewire.sample;

/** The few globals of a browser that the engine lacks and the modules under test need. */
final class BrowserGlobals {

  static final String SCRIPT =
      """
      globalThis.crypto = { getRandomValues: (array) => array.fill(7) };

      globalThis.AbortController = class {
        signal = { aborted: false };
        abort() { this.signal.aborted = true; }
      };

      globalThis.URL = class {
        #address;
        #parameters = [];
        protocol;
        constructor(path, base) {
          this.#address = (base ?? '').replace(/^[^:]*:/, '') + path;
          this.protocol = (base ?? path).split(':')[0] + ':';
        }
        get searchParams() {
          return {
            append: (name, value) =>
              this.#parameters.push(`${name}=${encodeURIComponent(value)}`),
          };
        }
        toString() {
          const query = this.#parameters.join('&');
          return this.protocol + this.#address + (query && '?') + query;
        }
      };
      """;

  private BrowserGlobals() {}
}
