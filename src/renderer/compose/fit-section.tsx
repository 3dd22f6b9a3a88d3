import { assessFit, either, FIT_IDS, FIT_QUESTIONS, type FitId } from '#shared/scenario/fit.ts';
import type { FitAnswers } from '#shared/events/setup.ts';
import { Button } from '../ui/button.tsx';
import { RadioField } from '../ui/field-radios.tsx';
import type { Draft, Flag } from './draft.ts';
import { Section } from './section.tsx';
import { useForm } from './use-form.ts';

const ANSWERS: readonly { readonly value: Flag; readonly label: string }[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
  { value: '', label: 'Not sure' },
];

/** Whether the task is one for peers: four questions, a recommendation, and the person decides. */
export function FitSection() {
  const { draft, edit } = useForm();
  const answer = (id: FitId, value: Flag): void =>
    edit((before) => ({ ...before, fit: { ...before.fit, [id]: value } }));
  return (
    <Section title="Is it a task for peers?" hint="Four questions. They recommend a mode and decide nothing.">
      <div>
        {FIT_IDS.map((id) => (
          <RadioField
            key={id}
            id={`fit-${id}`}
            label={FIT_QUESTIONS[id]}
            choices={ANSWERS}
            value={draft.fit[id]}
            onChange={(value) => answer(id, value)}
          />
        ))}
      </div>
      <Recommendation />
    </Section>
  );
}

function Recommendation() {
  const { draft, edit, read } = useForm();
  const answers = answersOf(draft);
  const { recommendation, possible, reasons } = assessFit(answers, read.ok ? read.value : undefined);
  if (Object.keys(answers).length === 0 && draft.seats.length > 1) return undefined;
  return (
    <output className="flex flex-wrap items-baseline gap-x-3 gap-y-1 rounded-card border border-line bg-panel px-3 py-2">
      <span className="min-w-60 flex-1">
        <strong className="font-semibold">
          {recommendation === undefined ? `So far ${either(possible)}` : `Recommended: ${recommendation}`}.
        </strong>{' '}
        {reasons.join(' ')}
      </span>
      {recommendation !== undefined && recommendation !== draft.mode && (
        <Button onClick={() => edit((before) => ({ ...before, mode: recommendation }))}>Use {recommendation}</Button>
      )}
      {recommendation === draft.mode && <span className="text-[12px] text-good">✓ chosen</span>}
    </output>
  );
}

const answersOf = ({ fit }: Draft): FitAnswers =>
  Object.fromEntries(FIT_IDS.flatMap((id) => (fit[id] === '' ? [] : [[id, fit[id] === 'yes']])));
