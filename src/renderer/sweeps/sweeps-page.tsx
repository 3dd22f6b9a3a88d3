import type { Route } from '../state/route.ts';

/** One scenario over models, modes and seeds. */
export function SweepsPage({ route }: { readonly route: Extract<Route, { page: 'sweeps' }> }) {
  return <p className="p-8">{route.sweep}</p>;
}
