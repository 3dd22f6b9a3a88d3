import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { bytesText } from './figures.ts';
import { discardPull } from './pulls.ts';

/** Gives back the room that a download takes which was begun and is not wanted any more; nothing where none was. */
export function DiscardControl({ model: { id, name, begun = 0 } }: { readonly model: DiscardedModel }) {
  const client = useClient();
  const [refusal, setRefusal] = useState<string>();
  if (begun === 0) return undefined;
  return (
    <>
      <Button
        kind="quiet"
        title="What has come is deleted; fetching begins anew"
        aria-label={`Discard the ${bytesText(begun)} of ${visibleLine(name)} that are here`}
        onClick={() => void discardPull(client, id).then(setRefusal)}
      >
        Discard {bytesText(begun)}
      </Button>
      {refusal !== undefined && (
        <p role="alert" className="w-full text-[12px] text-bad">
          {visibleLine(refusal)}
        </p>
      )}
    </>
  );
}

type DiscardedModel = Pick<ModelRow, 'id' | 'name' | 'begun'>;
