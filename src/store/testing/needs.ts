import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Whether this machine has what a test needs; where it has not, stderr says aloud what is therefore not proven. */
export function has(need: 'strace' | 'mount' | 'root', proves: string): boolean {
  const found = CHECKS[need]();
  if (!found) process.stderr.write(`SKIPPED for want of ${need}: ${proves}\n`);
  return found;
}

const CHECKS = {
  strace: () => process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0,
  mount: () => isRoot() && spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0,
  root: isRoot,
};

function isRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}
