import { ACTS, type Sampler } from '#shared/events/setup.ts';
import { DEFAULT_SAMPLER } from '#shared/scenario/defaults.ts';
import { ACT_SIGNS } from '../ui/act.ts';
import { SAMPLER_FIELDS, type SeatDraft } from './draft.ts';
import { Fold, Grid } from './section.tsx';
import { Typed } from './typed.tsx';
import { problemsIn, useForm } from './use-form.ts';

type Props = {
  readonly path: string;
  readonly seat: SeatDraft;
  readonly onChange: (part: Partial<SeatDraft>) => void;
};

export const SAMPLER_WORDS: Readonly<Record<keyof Sampler, string>> = {
  temperature: 'Temperature',
  topK: 'Top k',
  topP: 'Top p',
  minP: 'Min p',
  repeatPenalty: 'Repeat penalty (1 is off)',
  dryStrength: 'DRY strength (0 is off)',
  dryBase: 'DRY base',
  dryAllowedLength: 'DRY allowed length',
};

/** What most seats leave as it is: how it leans, and how it is sampled. */
export function SeatDetails({ path, seat, onChange }: Props) {
  const form = useForm();
  const leanings = ACTS.filter((act) => seat.leaning[act] !== '').map((act) => `${act} ${seat.leaning[act]}`);
  const changed = SAMPLER_FIELDS.filter((name) => seat.sampler[name] !== '');
  const sampled = changed.map((name) => `${name} ${seat.sampler[name]}`);
  return (
    <div className="flex flex-col gap-1.5">
      <Fold label="Leaning" summary={leanings.join(', ')} problems={problemsIn(form, [`${path}.leaning`])}>
        <p className="text-[12px] text-dim">How much it is drawn to each act: 1 is usual, 0 forbids, up to 100.</p>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(104px,1fr))] items-start gap-2">
          {ACTS.map((act) => (
            <Typed
              key={act}
              field={`${path}.leaning.${act}`}
              label={`${ACT_SIGNS[act]} ${act}`}
              number
              placeholder="1"
              value={seat.leaning[act]}
              onChange={(text) => onChange({ leaning: { ...seat.leaning, [act]: text } })}
            />
          ))}
        </div>
      </Fold>
      <Fold
        label="Sampler"
        summary={[...sampled, seat.wrapper].filter((part) => part !== '').join(', ')}
        problems={problemsIn(form, [`${path}.sampler`, `${path}.wrapper`])}
      >
        <Grid>
          {SAMPLER_FIELDS.map((name) => (
            <Typed
              key={name}
              field={`${path}.sampler.${name}`}
              label={SAMPLER_WORDS[name]}
              number
              placeholder={String(DEFAULT_SAMPLER[name])}
              value={seat.sampler[name]}
              onChange={(text) => onChange({ sampler: { ...seat.sampler, [name]: text } })}
            />
          ))}
          <Typed
            field={`${path}.wrapper`}
            label="Chat wrapper"
            placeholder="that of the file"
            value={seat.wrapper}
            onChange={(wrapper) => onChange({ wrapper })}
          />
        </Grid>
      </Fold>
    </div>
  );
}
