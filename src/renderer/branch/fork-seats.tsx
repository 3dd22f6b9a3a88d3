import { visibleLine } from '#shared/base/visible-text.ts';
import { DEFAULT_SAMPLER } from '#shared/scenario/defaults.ts';
import { SAMPLER_FIELDS, type Draft, type SeatDraft } from '../compose/draft.ts';
import { editSeat } from '../compose/draft-edits.ts';
import { SAMPLER_WORDS } from '../compose/seat-details.tsx';
import { SeatModel } from '../compose/seat-model.tsx';
import { Fold, Grid } from '../compose/section.tsx';
import { Typed } from '../compose/typed.tsx';
import { problemsIn, useForm } from '../compose/use-form.ts';
import { useModels } from '../models/use-models.ts';

/** The seats of the branch: another model, another role, another sampler. */
export function ForkSeats({ before }: { readonly before: Draft }) {
  const { models } = useModels();
  const form = useForm();
  return (
    <section aria-labelledby="fork-seats" className="flex flex-col gap-1.5">
      <h3 id="fork-seats" className="text-[13px] font-semibold">
        Seats
      </h3>
      {form.draft.seats.map((seat, index) => {
        const path = `seats[${index}]`;
        const change = (part: Partial<SeatDraft>): void => form.edit(editSeat(seat.key, part));
        return (
          <Fold
            key={seat.key}
            label={visibleLine(seat.name)}
            summary={changedIn(before.seats[index], seat)}
            problems={
              [`${path}.model`, `${path}.role`].some((field) => form.problemOf(field) !== undefined)
                ? 1
                : problemsIn(form, [path])
            }
          >
            <SeatModel path={path} seat={seat} models={models} onChange={(model) => change({ model })} />
            <Typed field={`${path}.role`} label="Role" long value={seat.role} onChange={(role) => change({ role })} />
            <Grid>
              {SAMPLER_FIELDS.map((name) => (
                <Typed
                  key={name}
                  field={`${path}.sampler.${name}`}
                  label={SAMPLER_WORDS[name]}
                  number
                  placeholder={String(DEFAULT_SAMPLER[name])}
                  value={seat.sampler[name]}
                  onChange={(text) => change({ sampler: { ...seat.sampler, [name]: text } })}
                />
              ))}
            </Grid>
          </Fold>
        );
      })}
    </section>
  );
}

/** `another model, another role`; empty where the seat stays as it is. */
function changedIn(before: SeatDraft | undefined, after: SeatDraft): string {
  if (before === undefined) return '';
  return [
    before.model === after.model ? '' : 'another model',
    before.role === after.role ? '' : 'another role',
    SAMPLER_FIELDS.every((name) => before.sampler[name] === after.sampler[name]) ? '' : 'another sampler',
  ]
    .filter((words) => words !== '')
    .join(', ');
}
