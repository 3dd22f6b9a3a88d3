/**
 * A name for each speaker that the OpenAI format allows, [A-Za-z0-9_-]{1,64}: accents fall away, what is left of other scripts is a
 * number, and no two are alike. In the order of `speakers`, so the same run gives the same names.
 */
export function formatNames(speakers: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const [at, speaker] of speakers.entries()) {
    const plain = speaker
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^A-Za-z0-9_-]+/gu, '_')
      .replaceAll(/^_+|_+$/gu, '');
    const base = plain === '' ? `seat_${at + 1}` : plain.slice(0, 60);
    let name = base;
    for (let count = 2; used.has(name); count += 1) name = `${base}_${count}`;
    used.add(name);
    names.set(speaker, name);
  }
  return names;
}
