import { visibleLine } from '#shared/base/visible-text.ts';
import { DEFAULT_CONTEXT } from '#shared/scenario/defaults.ts';
import { CheckField } from '../ui/field-check.tsx';
import { SelectField, type Option } from '../ui/select.tsx';
import { BRAKES, type Brake, type Draft } from './draft.ts';
import { Fold, Grid } from './section.tsx';
import { Typed, TypedText } from './typed.tsx';
import { controlId, problemsIn, useForm } from './use-form.ts';

const PATHS = ['hold', 'answerWithin', 'quorum', 'tasks', 'summary', 'context', 'brakes'];

/** Label, what holds while it is empty, and what it means. */
const BRAKE_WORDS: Readonly<Record<Brake, readonly [label: string, usual: string, hint: string]>> = {
  noNewContent: ['Nothing new', '2', 'rounds without anything new that end it, or off'],
  politeness: ['Only polite', '1', 'rounds that are only polite, or off'],
  nudges: ['Nudges', '2', 'for each agent and silence, or off'],
  mailCap: ['Unread mail', '30', 'from which on senders wait, or off'],
  waitCycle: ['All wait for each other', 'on', 'nudged once, then it ends: on or off'],
};

const HOLDS: readonly Option<Draft['hold']>[] = [
  { value: '', label: 'No messages' },
  { value: 'all', label: 'All messages' },
  { value: 'some', label: 'Those of some seats' },
];

/** Rules that most runs leave as they are. */
export function MoreSection() {
  const form = useForm();
  const { draft, edit } = form;
  return (
    <div className="border-t border-line pt-5">
      <Fold label="More: approval, votes, tasks, summary, context, brakes" problems={problemsIn(form, PATHS)}>
        <Hold />
        <CheckField
          label="Tasks are given, claimed and reported"
          checked={draft.tasks === 'yes'}
          onChange={(on) => edit((before) => ({ ...before, tasks: on ? 'yes' : 'no' }))}
        />
        <Grid>
          <TypedText name="quorum" field="quorum" label="Quorum of a vote" placeholder="no vote, or 60%, 2/3" />
          <TypedText
            name="answerWithin"
            field="answerWithin"
            label="Answer within so many turns"
            number
            placeholder="no limit"
          />
          <TypedText
            name="context"
            field="context"
            label="Context, in tokens"
            number
            placeholder={String(DEFAULT_CONTEXT)}
          />
          <Summary />
        </Grid>
        <h3 className="text-[12px] text-dim">Brakes, in rounds of all agents where they are turns</h3>
        <Grid>
          {BRAKES.map((name) => (
            <Typed
              key={name}
              field={`brakes.${name}`}
              label={BRAKE_WORDS[name][0]}
              placeholder={BRAKE_WORDS[name][1]}
              hint={BRAKE_WORDS[name][2]}
              value={draft.brakes[name]}
              onChange={(text) => edit((before) => ({ ...before, brakes: { ...before.brakes, [name]: text } }))}
            />
          ))}
        </Grid>
      </Fold>
    </div>
  );
}

/** Whose messages wait for the person's approval. */
function Hold() {
  const { draft, edit } = useForm();
  return (
    <div className="flex flex-col gap-2">
      <SelectField
        id={controlId('hold')}
        label="Wait for my approval"
        options={HOLDS}
        value={draft.hold}
        onChange={(hold) => edit((before) => ({ ...before, hold }))}
        className="max-w-64"
      />
      {draft.hold === 'some' && (
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
          <legend className="sr-only">Seats whose messages wait</legend>
          {draft.seats.map(({ key, name }) => (
            <CheckField
              key={key}
              label={<bdi dir="auto">{visibleLine(name)}</bdi>}
              checked={draft.held.includes(key)}
              onChange={(on) =>
                edit((before) => ({
                  ...before,
                  held: on ? [...before.held, key] : before.held.filter((one) => one !== key),
                }))
              }
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}

function Summary() {
  const { draft, edit, problemOf } = useForm();
  const options = [
    { value: '', label: 'Nobody' },
    ...draft.seats.map(({ key, name }) => ({ value: key, label: visibleLine(name) })),
  ];
  return (
    <SelectField
      id={controlId('summary')}
      label="Asked for a summary at the end"
      problem={problemOf('summary')}
      options={options}
      value={draft.summary}
      onChange={(summary) => edit((before) => ({ ...before, summary }))}
    />
  );
}
