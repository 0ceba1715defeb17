/** As much of IndexedDB as the client uses: stores with numbers for their keys, each request a moment later. */
export class FakeIndexedDB {
  /** The entries of each database, by their keys. */
  databases = new Map();
  /** How many are open. */
  openCount = 0;
  /** Why requests fail, if they do. */
  fault = undefined;

  open(name) {
    const isNew = !this.databases.has(name);
    const store = this.databases.get(name) ?? { entries: new Map(), last: 0 };
    this.databases.set(name, store);
    const database = this.#database(store);
    return this.#request((request) => {
      this.openCount++;
      request.result = database;
      if (isNew) {
        request.onupgradeneeded?.();
      }
      return database;
    });
  }

  /** What all databases have. */
  get entries() {
    return [...this.databases.values()].flatMap(({ entries }) => [...entries.values()]);
  }

  /** Puts an entry into a database. */
  keep(name, entry) {
    this.databases.set(name, { entries: new Map([[1, { ...entry, id: 1 }]]), last: 1 });
  }

  #database(store) {
    let isOpen = true;
    const entries = {
      getAll: () => this.#request(() => structuredClone([...store.entries.values()])),
      put: (entry) => {
        const copy = structuredClone(entry);
        return this.#request(() => {
          const id = copy.id ?? ++store.last;
          store.entries.set(id, { ...copy, id });
          return id;
        });
      },
      delete: (id) => this.#request(() => void store.entries.delete(id)),
    };
    return {
      createObjectStore: () => {},
      close: () => {
        isOpen = false;
        this.openCount--;
      },
      transaction: () => {
        if (!isOpen) {
          throw new DOMException('closed', 'InvalidStateError');
        }
        return { objectStore: () => entries };
      },
    };
  }

  #request(run) {
    const request = { error: this.fault };
    queueMicrotask(() => {
      if (this.fault) {
        request.onerror();
      } else {
        request.result = run(request);
        request.onsuccess();
      }
    });
    return request;
  }
}
