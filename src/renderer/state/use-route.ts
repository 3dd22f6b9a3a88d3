import { useEffect, useState } from 'react';
import { routeOf, type Route } from './route.ts';
import { windowAddress } from './window-address.ts';

/** The place that the address names, as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(windowAddress.read()));
  useEffect(() => {
    const follow = (): void => setRoute(routeOf(windowAddress.read()));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return route;
}
