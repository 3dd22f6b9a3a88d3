import type { Route } from '../state/route.ts';

/** Runs side by side. */
export function ComparePage({ route }: { readonly route: Extract<Route, { page: 'compare' }> }) {
  return <p className="p-8">{route.runs.join(', ')}</p>;
}
