/**
 * Completes package-lock.json: a registry that lacks the optional binaries of other platforms leaves them out of the lock, and `npm ci`
 * then refuses it everywhere. Each gets an entry with its platform, so that it is skipped elsewhere and fetched where it fits.
 * Run after every change of dependencies: `node scripts/complete-lock.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

type Platform = { readonly os?: readonly string[]; readonly cpu: readonly string[]; readonly libc?: readonly string[] };
export type LockEntry = Partial<Platform> & {
  readonly version?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
export type Lock = { readonly packages: Readonly<Record<string, LockEntry>> };

const OS: Readonly<Record<string, string>> = {
  darwin: 'darwin',
  mac: 'darwin',
  win32: 'win32',
  win: 'win32',
  linux: 'linux',
  android: 'android',
  freebsd: 'freebsd',
  openharmony: 'openharmony',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  sunos: 'sunos',
  aix: 'aix',
};
const CPU: Readonly<Record<string, string>> = {
  arm64: 'arm64',
  x64: 'x64',
  ia32: 'ia32',
  arm: 'arm',
  armv7l: 'arm',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  loong64: 'loong64',
};

/** The platform that a binary package's name tells: `binding-linux-x64-musl` is linux, x64, musl. */
export function platformOf(name: string): Platform | undefined {
  // WebAssembly runs on any system, on a processor of its own.
  if (name.endsWith('-wasm32-wasi')) return { cpu: ['wasm32'] };
  const parts = (name.split('/').at(-1) ?? '').split('-');
  const os = parts.map((part) => OS[part]).find(Boolean);
  const cpu = parts.map((part) => CPU[part]).find(Boolean);
  const libc = parts.some((part) => part.startsWith('musl'))
    ? 'musl'
    : parts.some((part) => part.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  if (os === undefined || cpu === undefined) return undefined;
  return { os: [os], cpu: [cpu], ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}) };
}

/** The lock with an entry for each optional package that it names and lacks. */
export function completed(lock: Lock): Lock {
  const packages: Record<string, LockEntry> = { ...lock.packages };
  for (const [owner, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const key = `node_modules/${name}`;
      const platform = platformOf(name);
      if (packages[key] !== undefined || packages[`${owner}/${key}`] !== undefined || platform === undefined) continue;
      if (!/^\d/.test(version)) continue;
      packages[key] = { version, ...platform, ...(dev === true ? { dev } : {}), optional: true };
    }
  }
  const sorted = Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock;
  const whole = completed(lock);
  writeFileSync(file, `${JSON.stringify(whole, undefined, 2)}\n`);
  console.log(`${Object.keys(whole.packages).length - Object.keys(lock.packages).length} entries added`);
}
