import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { scriptPath } from './child.ts';

/** What a traced process did to the disk, in order; `file` is a path, `ack` an acknowledgement on stdout. */
export type DiskStep =
  | { readonly kind: 'create' | 'sync' | 'unlink'; readonly file: string }
  | { readonly kind: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  | { readonly kind: 'ack'; readonly seq: number };

const CALLS =
  'openat,close,pwrite64,pwritev,write,writev,fallocate,copy_file_range,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2';

/** Runs the writer on `file` under strace and returns its steps on files beside it whose names hold `.db`. */
export function traceWriter(file: string, args: readonly string[]): readonly DiskStep[] {
  const trace = `${file}.strace`;
  const command = [
    '-f',
    '--seccomp-bpf',
    '-e',
    `trace=${CALLS}`,
    '-e',
    'signal=none',
    '-xx',
    '-s',
    '70000',
    '-o',
    trace,
  ];
  spawnSync('strace', [...command, process.execPath, scriptPath('writer.ts'), file, ...args]);
  const text = readFileSync(trace, 'latin1');
  rmSync(trace);
  return stepsOf(text);
}

/** The steps in the text of a trace (`strace -f -xx`). Throws on a call that changes a file in a way it does not know. */
export function stepsOf(trace: string): readonly DiskStep[] {
  const begun = new Map<string, string>();
  const files = new Map<string, string>();
  const steps: DiskStep[] = [];
  for (const line of trace.split('\n')) {
    const space = line.indexOf(' ');
    const thread = line.slice(0, space);
    let call = line.slice(space).trimStart();
    if (call.endsWith('<unfinished ...>')) {
      begun.set(thread, call.slice(0, -'<unfinished ...>'.length));
      continue;
    }
    if (call.startsWith('<...'))
      call = (begun.get(thread) ?? '') + call.slice(call.indexOf('resumed>') + 'resumed>'.length);
    const step = stepOf(call, files);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

function stepOf(call: string, files: Map<string, string>): DiskStep | undefined {
  const open = call.indexOf('(');
  const result = Number(/= (-?\d+)[^=]*$/.exec(call)?.[1] ?? '-1');
  if (open < 0 || result < 0) return undefined;
  const name = call.slice(0, open);
  const args = call.slice(open + 1);
  const handle = /^\d+/.exec(args)?.[0] ?? '';
  const [path = '', to = ''] = name.startsWith('p') || name.startsWith('w') ? [] : pathsOf(args);
  switch (name) {
    case 'openat':
      if (!isDatabase(path)) return void files.delete(String(result));
      files.set(String(result), path);
      return args.includes('O_CREAT') ? { kind: 'create', file: path } : undefined;
    case 'close':
      return void files.delete(handle);
    case 'unlink':
    case 'unlinkat':
      return isDatabase(path) ? { kind: 'unlink', file: path } : undefined;
    case 'rename':
    case 'renameat':
    case 'renameat2':
      return isDatabase(path) ? { kind: 'rename', file: path, to } : undefined;
    default:
      return handle === '1' ? ackOf(args) : changeOf(name, args, files.get(handle));
  }
}

function changeOf(name: string, args: string, file: string | undefined): DiskStep | undefined {
  if (file === undefined) return undefined;
  switch (name) {
    case 'fsync':
    case 'fdatasync':
      return { kind: 'sync', file };
    case 'ftruncate':
      return { kind: 'truncate', file, size: Number(/^\d+, (\d+)/.exec(args)?.[1]) };
    case 'pwrite64': {
      const end = args.lastIndexOf('"');
      const at = /^, \d+, (\d+)\s*\)/.exec(args.slice(end + 1))?.[1];
      if (at === undefined) throw new Error(`a write was cut short by strace: ${args.slice(end, end + 40)}`);
      return { kind: 'write', file, at: Number(at), bytes: bytesOf(args.slice(args.indexOf('"') + 1, end)) };
    }
    default:
      throw new Error(`${name} on ${file}: the replay does not know this call`);
  }
}

function ackOf(args: string): DiskStep | undefined {
  const text = bytesOf(args.slice(args.indexOf('"') + 1, args.lastIndexOf('"'))).toString();
  const ack = /ACK (\d+)\n/.exec(text)?.[1];
  return ack === undefined ? undefined : { kind: 'ack', seq: Number(ack) };
}

const pathsOf = (args: string): readonly string[] =>
  [...args.matchAll(/"([^"]*)"/g)].map((match) => bytesOf(match[1] ?? '').toString());

const bytesOf = (escaped: string): Buffer => Buffer.from(escaped.replaceAll('\\x', ''), 'hex');

const isDatabase = (path: string): boolean =>
  /\.db[^/]*$/.test(path) && !path.endsWith('-shm') && !path.endsWith('.strace');
