import { useMemo, useState } from 'react';
import { counted } from '#shared/base/text.ts';
import type { Change } from '#shared/events/fork.ts';
import type { Seq } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { Moment } from '#shared/projections/moment.ts';
import { messagesOf, type TranscriptMessage } from '#shared/projections/transcript.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { toast } from '../app/toasts.tsx';
import type { Form } from '../compose/use-form.ts';
import { go, useClient } from '../state/window.tsx';
import type { BranchAt } from './branch-asked.ts';
import { changesOf } from './changes-of.ts';
import { addMessage, isStanding, rowsAt, type Rows } from './message-rows.ts';
import { refusalPlace, type RefusalPlace } from './refusal-place.ts';
import { useForkForm } from './use-fork-form.ts';

export type ForkInput = {
  readonly asked: BranchAt;
  readonly at: Seq;
  readonly moment: Moment;
  readonly setup: RunSetup;
  readonly onClose: () => void;
};

export type Forking = {
  readonly form: Form;
  readonly rows: Rows;
  readonly setRows: (change: (rows: Rows) => Rows) => void;
  readonly standing: readonly TranscriptMessage[];
  readonly changes: readonly Change[];
  readonly refused: Refused | undefined;
  readonly busy: boolean;
  readonly fork: (start: boolean) => Promise<void>;
};

/** What the host has refused, and where in the form it belongs. */
export type Refused = { readonly failure: RpcFailure; readonly place: RefusalPlace };

/** What is typed in the dialog of a fork, the changes that it comes to, and the fork itself. */
export function useForking({ asked, at, moment, setup, onClose }: ForkInput): Forking {
  const client = useClient();
  const standing = useMemo(() => messagesOf(moment.transcript).filter(isStanding), [moment]);
  const [typed, setRows] = useState<Rows>(() =>
    asked.message === undefined ? [] : addMessage(standing, asked.message)([]),
  );
  const rows = rowsAt(typed, standing);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused>();
  const field = refused?.place.field;
  const form = useForkForm(
    setup,
    refused === undefined || field === undefined ? undefined : { field, words: refused.failure.message },
  );
  const changes = form.read.ok ? changesOf(setup, form.read.value, rows) : [];
  const fork = async (start: boolean): Promise<void> => {
    setBusy(true);
    const { session } = asked;
    // A recording also goes by the name of its file.
    const run = session.store.getState().row?.run ?? session.run;
    const made = await client.call('run.fork', { run, at, changes: [...changes], start });
    setBusy(false);
    if (!made.ok) return setRefused({ failure: made.failure, place: refusalPlace(made.failure, form.draft, rows) });
    onClose();
    toast({
      title: `Forked after event ${made.value.at}`,
      detail: `${changes.length === 0 ? '' : `With ${counted(changes.length, 'change')}. `}${start ? 'The branch goes on' : 'The branch waits until you resume it'}; the run it left stays as it is.`,
    });
    go({ page: 'run', run: made.value.run, seq: made.value.at });
  };
  return { form, rows, setRows, standing, changes, refused, busy, fork };
}
