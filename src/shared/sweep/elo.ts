/** What a person said of two sides: 1 where the first was better, 0 where the second was, a half for a tie. */
export type Game = { readonly first: string; readonly second: string; readonly score: 0 | 0.5 | 1 };
/** Points about `ELO_CENTRE`; 400 more are odds of ten to one. `n` judgements stand behind it. */
export type Elo = { readonly n: number; readonly rating: number };

export const ELO_CENTRE = 1500;

/**
 * Strengths by Bradley and Terry (1952), found by the MM iteration of Hunter (2004, Annals of Statistics 32, 384-406), a tie as half a win
 * for each, on the scale of Elo. All judgements count alike, whatever their order. Each player also has one tie with a player of average
 * strength, so that who has won all its games has a finite rating, and one of few judgements stays near the centre.
 */
export function eloOf(games: readonly Game[]): ReadonlyMap<string, Elo> {
  const met = games.filter(({ first, second }) => first !== second);
  const players = [...new Set(met.flatMap(({ first, second }) => [first, second]))].toSorted();
  let strengths = new Map(players.map((player) => [player, 1]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Map(players.map((player) => [player, stepped(player, met, strengths)]));
    const moved = Math.max(
      0,
      ...players.map((player) => Math.abs((next.get(player) ?? 1) / (strengths.get(player) ?? 1) - 1)),
    );
    strengths = next;
    if (moved < 1e-12) break;
  }
  return new Map(
    [...strengths].map(([player, strength]) => [
      player,
      {
        n: met.filter(({ first, second }) => first === player || second === player).length,
        rating: ELO_CENTRE + 400 * Math.log10(strength),
      },
    ]),
  );
}

const ROUNDS = 10_000;

function stepped(player: string, games: readonly Game[], strengths: ReadonlyMap<string, number>): number {
  const own = strengths.get(player) ?? 1;
  // The tie with the average player.
  let wins = 0.5;
  let weight = 1 / (own + 1);
  for (const { first, second, score } of games) {
    if (first !== player && second !== player) continue;
    wins += first === player ? score : 1 - score;
    weight += 1 / (own + (strengths.get(first === player ? second : first) ?? 1));
  }
  return wins / weight;
}
