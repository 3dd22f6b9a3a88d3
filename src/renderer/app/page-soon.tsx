import { lazy, useState, type ComponentType } from 'react';

type Loaded<Props> = { readonly default: ComponentType<Props> };

/**
 * A page whose script comes when it is first asked for, by a visit or before it. One that is there already is drawn at once: React holds
 * back whatever follows a fallback for 300 ms, also where there was nothing to wait for.
 */
export function pageSoon<Props extends object>(load: () => Promise<Loaded<Props>>) {
  let there: ComponentType<Props> | undefined;
  const fetchPage = async (): Promise<Loaded<Props>> => {
    const loaded = await load();
    there = loaded.default;
    return loaded;
  };
  const Waiting = lazy(fetchPage);
  function Page(props: Props) {
    // Kept for as long as it is shown: another component in its place would begin anew.
    const [Shown] = useState<ComponentType<Props>>(() => there ?? Waiting);
    return <Shown {...props} />;
  }
  // Where it cannot be had now, the visit asks for it again and says so.
  return { Page, fetch: (): void => void fetchPage().catch(() => undefined) };
}
