import type { Route } from '../state/route.ts';
import { JudgePage } from './judge-page.tsx';
import { SweepList } from './sweep-list.tsx';
import { SweepPage } from './sweep-page.tsx';

/** One scenario over models, modes and seeds: all sweeps, one of them, or its outcomes to be judged blind. */
export function SweepsPage({ route }: { readonly route: Extract<Route, { page: 'sweeps' }> }) {
  const { sweep, part } = route;
  if (sweep === undefined) return <SweepList />;
  return part === 'judge' ? <JudgePage key={sweep} sweep={sweep} /> : <SweepPage key={sweep} sweep={sweep} />;
}
