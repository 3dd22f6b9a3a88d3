import { CADENCES, MODES, type Cadence } from '#shared/events/setup.ts';
import { CheckField } from '../ui/field-check.tsx';
import { SelectField, type Option } from '../ui/select.tsx';
import { MODE_WORDS } from './mode-words.ts';
import { PRESETS, presetOf, withPreset, type Preset } from './draft-sights.ts';
import { Section } from './section.tsx';
import { SightMatrix } from './sight-matrix.tsx';
import { controlId, useForm } from './use-form.ts';

const CADENCE_WORDS: Readonly<Record<Cadence, readonly [label: string, detail: string]>> = {
  rounds: ['Rounds', 'in step; the first round is blind'],
  floor: ['Floor', 'one speaker at a time'],
  free: ['Free', 'whoever has unread mail'],
};
const PRESET_WORDS: Readonly<Record<Preset, readonly [label: string, detail: string]>> = {
  full: ['Everyone, as the mode has it', 'word for word; a hierarchy has a default of its own'],
  all: ['Everyone', 'word for word, whatever the mode'],
  gist: ['Everyone, as gists', 'at most 20 words of each message'],
  ring: ['Ring', 'neighbours at the table'],
  hub: ['Hub', 'everyone and the first seat'],
  'hub+challenger': ['Hub and challenger', 'everyone and the first two seats'],
  pairs: ['Pairs', 'first and second, third and fourth'],
  custom: ['By hand', 'as the table below says'],
};

/** Mode, cadence and who sees whom. */
export function TogetherSection() {
  const { draft, edit } = useForm();
  return (
    <Section title="How they work together">
      <TogetherFields />
      <CheckField
        label="Anonymous: peers know each other by letters and not by name or role"
        checked={draft.anonymous === 'yes'}
        onChange={(on) => edit((before) => ({ ...before, anonymous: on ? 'yes' : 'no' }))}
      />
    </Section>
  );
}

/** What of it can also be changed while a run goes on, in a branch. */
export function TogetherFields() {
  const { draft, edit } = useForm();
  const preset = presetOf(draft);
  const presets = preset === 'custom' ? [...PRESETS, 'custom' as const] : PRESETS;
  return (
    <>
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-3">
        <SelectField
          id={controlId('mode')}
          label="Mode"
          options={optionsOf(MODES, MODE_WORDS)}
          value={draft.mode}
          onChange={(mode) => edit((before) => ({ ...before, mode }))}
          hint={MODE_WORDS[draft.mode][1]}
        />
        {draft.mode === 'peers' && (
          <SelectField
            id={controlId('cadence')}
            label="Cadence"
            options={optionsOf(CADENCES, CADENCE_WORDS)}
            value={draft.cadence}
            onChange={(cadence) => edit((before) => ({ ...before, cadence }))}
            hint={CADENCE_WORDS[draft.cadence][1]}
          />
        )}
        {draft.mode !== 'single' && draft.mode !== 'roleplay' && (
          <SelectField
            id={controlId('visibility')}
            label="Visibility"
            options={optionsOf(presets, PRESET_WORDS)}
            value={preset}
            onChange={(next) => edit(withPreset(next))}
            hint={PRESET_WORDS[preset][1]}
          />
        )}
      </div>
      {draft.mode === 'roleplay' && (
        <p className="text-[12px] text-dim">One model plays all seats, so all is seen by all.</p>
      )}
      {draft.mode !== 'single' && draft.mode !== 'roleplay' && draft.seats.length > 1 && <SightMatrix />}
    </>
  );
}

const optionsOf = <Value extends string>(
  values: readonly Value[],
  words: Readonly<Record<Value, readonly [label: string, detail: string]>>,
): readonly Option<Value>[] => values.map((value) => ({ value, label: words[value][0], detail: words[value][1] }));
