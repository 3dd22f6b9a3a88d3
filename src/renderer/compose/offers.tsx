import { visibleLine } from '#shared/base/visible-text.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { Button } from '../ui/button.tsx';
import { withModel } from './draft-edits.ts';
import { useForm } from './use-form.ts';

/** What is here in place of a model that is not: a button for each puts it into the seats that asked for the other. */
export function Offers({ instead }: { readonly instead: NonNullable<RpcFailure['instead']> }) {
  const { draft, edit } = useForm();
  const seats = draft.seats.filter(({ model }) => model === instead.model);
  if (seats.length === 0 || instead.offers.length === 0) return undefined;
  const names = seats.map(({ name }) => visibleLine(name)).join(', ');
  return (
    <fieldset aria-label="Models that are here" className="flex flex-wrap items-center gap-2 text-[12px]">
      <span className="text-dim">Give {names}</span>
      {instead.offers.map(({ id, name }) => (
        <Button key={id} title={visibleLine(id)} onClick={() => edit(withModel(instead.model, id))}>
          <bdi dir="auto">{visibleLine(name)}</bdi>
        </Button>
      ))}
    </fieldset>
  );
}
