import { disposable, type Disposable } from './disposable.ts';

export interface Emitter<Value> {
  emit(value: Value): void;
  /** Listeners are called in the order in which they came; one that throws stops neither the others nor the emitter. */
  on(listener: (value: Value) => void): Disposable;
}

/** `onError` hears what a listener threw: a watcher must never be able to hurt what it watches. */
export function emitter<Value>(onError: (error: unknown) => void = () => {}): Emitter<Value> {
  const listeners = new Set<(value: Value) => void>();
  return {
    emit(value) {
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          onError(error);
        }
      }
    },
    on(listener) {
      const own = (value: Value): void => listener(value);
      listeners.add(own);
      return disposable(() => listeners.delete(own));
    },
  };
}
