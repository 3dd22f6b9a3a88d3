import { routeOf, type Route } from '../state/route.ts';

/**
 * The place that a pasted text names: `#/run/ID?seq=12` alone, at the end of a whole address, or in the command that opens it. Undefined
 * where it names none. Port and token of an address are not read.
 */
export function pastedPlace(text: string): Route | undefined {
  const hash = /#\/[^\s'"<>]*/.exec(text)?.[0];
  if (hash === undefined) return undefined;
  const route = routeOf(hash);
  return route.page === 'home' && hash !== '#/' ? undefined : route;
}
