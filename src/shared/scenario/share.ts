/** A share as people write it: `0.5`, `60%` or `2/3`, above 0 and at most 1; undefined where it is none. */
export function parseShare(given: string | number): number | undefined {
  const share = typeof given === 'number' ? given : written(given.trim());
  return share !== undefined && share > 0 && share <= 1 ? share : undefined;
}

function written(text: string): number | undefined {
  const [, whole, unit] = /^(\d{1,3}(?:\.\d{1,9})?) ?(%?)$/u.exec(text) ?? [];
  if (whole !== undefined) return unit === '%' ? Number(whole) / 100 : Number(whole);
  const [, parts, of] = /^(\d{1,4}) ?\/ ?(\d{1,4})$/u.exec(text) ?? [];
  return parts === undefined ? undefined : Number(parts) / Number(of);
}
