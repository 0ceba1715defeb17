/** As much of React's types as the adapter uses, so that they need not be fetched to check it. */
declare module 'react' {
  export interface Context<Value> {
    Provider: unknown;
    value?: Value;
  }
  export function createContext<Value>(value: Value): Context<Value>;
  export function createElement(type: unknown, properties: object, ...children: unknown[]): unknown;
  export function useContext<Value>(context: Context<Value>): Value;
  export function useEffect(effect: () => void | (() => void), dependencies: unknown[]): void;
  export function useMemo<Value>(make: () => Value, dependencies: unknown[]): Value;
  export function useRef<Value>(initial: Value): { current: Value };
  export function useSyncExternalStore<Value>(
    subscribe: (changed: () => void) => () => void,
    snapshot: () => Value,
    serverSnapshot: () => Value,
  ): Value;
}
