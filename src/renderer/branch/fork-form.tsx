import { useMemo, useState, type ReactNode } from 'react';
import { counted } from '#shared/base/text.ts';
import { draftOf } from '../compose/draft.ts';
import { Offers } from '../compose/offers.tsx';
import { TogetherFields } from '../compose/together-section.tsx';
import { TypedText } from '../compose/typed.tsx';
import { FormProvider, useForm } from '../compose/use-form.ts';
import { Refusal } from '../room/refusal.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFoot } from '../ui/dialog-frame.tsx';
import { CheckField } from '../ui/field-check.tsx';
import { ForkMessages } from './fork-messages.tsx';
import { ForkSeats } from './fork-seats.tsx';
import { turnsBegun } from './same-moment.ts';
import { useForking, type ForkInput, type Refused } from './use-forking.ts';

/** What a fork changes: messages, seats, how they work together, budget and seed. */
export function ForkForm(input: ForkInput) {
  const { asked, at, setup, onClose } = input;
  const { form, rows, setRows, standing, changes, refused, busy, fork } = useForking(input);
  const before = useMemo(() => draftOf(setup), [setup]);
  const [starts, setStarts] = useState(true);
  const row = refused?.place.row;
  return (
    <FormProvider value={form}>
      <ForkMessages
        rows={rows}
        onChange={setRows}
        standing={standing}
        setup={setup}
        refused={refused === undefined || row === undefined ? undefined : { row, words: refused.failure.message }}
      />
      <ForkSeats before={before} />
      <Part title="How they work together">
        <TogetherFields />
      </Part>
      <Part title="Budget and chance">
        <BudgetAndChance begun={turnsBegun(asked.session.log.events, at)} />
      </Part>
      <CheckField
        label="Start at once"
        checked={starts}
        onChange={setStarts}
        {...(starts ? {} : { hint: 'The branch is made and waits until you resume it.' })}
      />
      {refused?.failure.instead !== undefined && <Offers instead={refused.failure.instead} />}
      <Refusal text={sentenceOf(refused) ?? (form.read.ok ? undefined : Object.values(form.read.failure)[0])} />
      <DialogFoot>
        <output className="mr-auto self-center text-[12px] text-dim">
          {changes.length === 0 ? 'Without a change' : counted(changes.length, 'change')}
        </output>
        <Button onClick={onClose}>Leave it as it is</Button>
        <Button kind="primary" disabled={busy || !form.read.ok} onClick={() => void fork(starts)}>
          {starts ? 'Fork and start' : 'Fork'}
        </Button>
      </DialogFoot>
    </FormProvider>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = `fork-${title.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h3 id={id} className="text-[13px] font-semibold">
        {title}
      </h3>
      {children}
    </section>
  );
}

function BudgetAndChance({ begun }: { readonly begun: number }) {
  const { draft, edit } = useForm();
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-3">
        <TypedText
          name="turns"
          field="budget.turns"
          label="Turns of the whole run"
          number
          hint={`${begun} of them begun at this moment`}
        />
        <TypedText name="seed" field="seed" label="Seed" number />
      </div>
      <CheckField
        label="Exact: one turn at a time, so that this machine says the same again"
        checked={draft.exact}
        onChange={(exact) => edit((own) => ({ ...own, exact }))}
      />
    </>
  );
}

/** What belongs to no field stands at the foot. */
function sentenceOf(refused: Refused | undefined): string | undefined {
  if (refused === undefined) return undefined;
  const { failure, place } = refused;
  return place.field === undefined && place.row === undefined ? failure.message : undefined;
}
