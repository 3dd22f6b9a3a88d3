/**
 * Races other contenders for the stale locks of FOLDER/0.db, 1.db, …, each at a moment of its own, and prints the rounds it won:
 *   node contender.ts FOLDER ROUNDS [naive]
 * It says READY and waits for a file FOLDER/go that holds the moment of the first round in milliseconds of Date.now.
 * `naive` takes over as one would without a claim: look, remove, create. It keeps what it won until it is killed.
 */
import { existsSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { lockPathOf, takeLock } from '../lock.ts';

const [folder = '', rounds = '0', way] = process.argv.slice(2);
const go = join(folder, 'go');
writeSync(1, 'READY\n');
while (!existsSync(go)) sleep(5);
const start = Number(readFileSync(go, 'utf8'));
const won: number[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  sleep(start + round * 40 - Date.now());
  const file = join(folder, `${round}.db`);
  if (way === 'naive' ? takeNaively(file) : takeLock(file).ok) won.push(round);
}
writeSync(1, `WON ${won.join(' ')} .\n`);
setInterval(() => {}, 1000);

function takeNaively(file: string): boolean {
  const path = lockPathOf(file);
  try {
    if (!readFileSync(path, 'utf8').includes('stale')) return false;
    sleep(10);
    rmSync(path);
    writeFileSync(path, 'mine', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function sleep(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
