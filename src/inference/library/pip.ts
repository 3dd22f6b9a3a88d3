import { spawn } from 'node:child_process';
import { fail, ok, type Result } from '#shared/base/result.ts';

export type PipRequest = {
  readonly name: string;
  readonly version: string;
  /** Empty; the wheel and all that pip writes on the way come to lie in it. */
  readonly folder: string;
  readonly signal: AbortSignal;
};

/** Downloads one wheel by name, with the machine's own pip and its settings. The failure says why in one line. */
export type PipDownload = (request: PipRequest) => Promise<Result<void, string>>;

/** Pip as it is started on Linux and macOS, then as on Windows. */
const COMMANDS: readonly (readonly string[])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
];

export function pipDownload(commands: readonly (readonly string[])[] = COMMANDS): PipDownload {
  return async (request) => {
    for (const command of commands) {
      const ended = await run(command, request);
      if (ended !== 'absent') return ended;
    }
    return fail('python3 with pip is not installed; install it or download the file by hand');
  };
}

function run(command: readonly string[], request: PipRequest): Promise<Result<void, string> | 'absent'> {
  const { name, version, folder, signal } = request;
  const [program = '', ...first] = command;
  const wanted = ['download', '--no-deps', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  const child = spawn(program, [...first, ...wanted, '--dest', folder, `${name}==${version}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // pip collects the bytes in its temporary folder first: there they can be counted, and are gone with the folder
    env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
    signal,
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  return new Promise((resolve) => {
    let started = true;
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') started = false;
    });
    child.on('close', (code) => {
      if (!started) resolve('absent');
      else resolve(code === 0 ? ok(undefined) : fail(reasonOf(said, code)));
    });
  });
}

/** Pip's own last complaint. */
function reasonOf(said: string, code: number | null): string {
  const lines = said.split('\n').map((line) => line.trim());
  const complaint = lines.findLast((line) => line.startsWith('ERROR:')) ?? lines.findLast((line) => line !== '');
  if (complaint === undefined) return `pip ended with ${code ?? 'a signal'}`;
  return `pip: ${complaint.replace(/^ERROR:\s*/, '').slice(0, 200)}`;
}
