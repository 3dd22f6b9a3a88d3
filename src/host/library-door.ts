import { statSync } from 'node:fs';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { JournalFailure } from '#engine/ports.ts';
import { openLibrary, type Library } from '#store/library.ts';
import { libraryFile, type Places } from './places.ts';

/** The one library of this process: opened when it is first needed, and anew where another file lies in its place. */
export interface LibraryDoor {
  /** Makes the library where there is none yet. */
  use<Value>(work: (library: Library) => Result<Value, JournalFailure>): Result<Value, RpcFailure>;
  /** The same for what can do without: undefined where there is no library, or it cannot be read. */
  peek<Value>(work: (library: Library) => Result<Value, JournalFailure>): Value | undefined;
  close(): void;
}

export function libraryDoor(places: Places): LibraryDoor {
  const file = libraryFile(places);
  let open: { readonly library: Library; readonly identity: string } | undefined;
  const close = (): void => {
    open?.library.close();
    open = undefined;
  };
  const library = (): Result<Library, RpcFailure> => {
    if (open !== undefined && open.identity === identityOf(file)) return ok(open.library);
    close();
    const opened = openLibrary(file);
    if (!opened.ok) return fail({ code: 'storage', message: opened.failure.detail });
    open = { library: opened.value.library, identity: identityOf(file) ?? '' };
    return ok(open.library);
  };
  const use = <Value>(work: (library: Library) => Result<Value, JournalFailure>): Result<Value, RpcFailure> => {
    const opened = library();
    if (!opened.ok) return opened;
    const done = work(opened.value);
    if (done.ok) return done;
    // Opening it again moves a damaged one aside.
    if (done.failure.kind === 'corrupt') close();
    return fail({ code: 'storage', message: done.failure.detail });
  };
  return {
    use,
    peek(work) {
      if (identityOf(file) === undefined) return undefined;
      const done = use(work);
      return done.ok ? done.value : undefined;
    },
    close,
  };
}

/** Undefined where there is no such file. */
function identityOf(file: string): string | undefined {
  const about = statSync(file, { throwIfNoEntry: false, bigint: true });
  return about === undefined ? undefined : `${about.dev}:${about.ino}:${about.birthtimeNs}`;
}
