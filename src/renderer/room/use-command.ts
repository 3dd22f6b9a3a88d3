import { useCallback, useState } from 'react';
import type { CommandInput } from '#shared/events/commands.ts';
import { useSession } from '../state/window.tsx';

/** The arbiter's hand at one place of the window. */
export type Commanding = {
  /** Answers whether it was done; a refusal stands in `refusal` until the next try. */
  readonly give: (command: CommandInput) => Promise<boolean>;
  readonly busy: boolean;
  /** The sentence of the engine on what was refused and what to do. */
  readonly refusal: string | undefined;
  readonly forget: () => void;
};

export function useCommand(): Commanding {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const give = useCallback(
    async (command: CommandInput): Promise<boolean> => {
      setBusy(true);
      const done = await session.command(command);
      setBusy(false);
      setRefusal(done.ok ? undefined : done.failure.message);
      return done.ok;
    },
    [session],
  );
  const forget = useCallback(() => setRefusal(undefined), []);
  return { give, busy, refusal, forget };
}
