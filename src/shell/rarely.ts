/** The same log, to which a line that comes again and again is said at its 1st, 10th, 100th time: nobody can fill it from outside. */
export function rarely(log: (line: string) => void): (line: string) => void {
  const counts = new Map<string, number>();
  return (line) => {
    const count = (counts.get(line) ?? 0) + 1;
    if (counts.size < KINDS || counts.has(line)) counts.set(line, count);
    if (Number.isInteger(Math.log10(count))) log(count === 1 ? line : `${line} (${count} times so far)`);
  };
}

/** Lines that are told apart; ours are few, and what a bug says is said in full. */
const KINDS = 1000;
