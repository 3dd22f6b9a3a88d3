import { useEffect, useState } from 'react';
import { visibleText } from '#shared/base/visible-text.ts';
import { useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';

type Props = {
  readonly id: string;
  readonly name: string;
  readonly onAccept: () => void;
  readonly onClose: () => void;
};

/** The terms of a model, which are read before anything is fetched. */
export function TermsDialog({ id, name, onAccept, onClose }: Props) {
  const client = useClient();
  const [terms, setTerms] = useState<{ readonly text: string; readonly known: boolean }>();
  useEffect(() => {
    const stop = new AbortController();
    void client.call('models.terms', { id }, { signal: stop.signal }).then((asked) => {
      if (!stop.signal.aborted)
        setTerms(asked.ok ? { text: asked.value.text, known: true } : { text: asked.failure.message, known: false });
    });
    return () => stop.abort();
  }, [client, id]);
  return (
    <DialogFrame title={`Terms of ${name}`} onClose={onClose}>
      <p className="whitespace-pre-wrap">
        <bdi dir="auto">{terms === undefined ? 'Asking for them…' : visibleText(terms.text)}</bdi>
      </p>
      <DialogFoot>
        <Button onClick={onClose}>Do not fetch it</Button>
        <Button kind="primary" disabled={terms?.known !== true} onClick={onAccept}>
          Accept and fetch
        </Button>
      </DialogFoot>
    </DialogFrame>
  );
}
