import { visibleLine } from '#shared/base/visible-text.ts';
import { gistOf } from '#shared/base/text.ts';
import { messageIdSchema } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { TranscriptMessage } from '#shared/projections/transcript.ts';
import { Button } from '../ui/button.tsx';
import { RadioField } from '../ui/field-radios.tsx';
import { TextField } from '../ui/field.tsx';
import { SelectField } from '../ui/select.tsx';
import type { MessageDraft } from './changes-of.ts';
import { addMessage, addWord, type Rows } from './message-rows.ts';

type Props = {
  readonly rows: Rows;
  readonly onChange: (change: (rows: Rows) => Rows) => void;
  /** Those that stand at the fork, in order. */
  readonly standing: readonly TranscriptMessage[];
  readonly setup: RunSetup;
  /** What the host has said of a row. */
  readonly refused: { readonly row: string; readonly words: string } | undefined;
};

/** What becomes of messages in the branch, and what the arbiter says there. */
export function ForkMessages({ rows, onChange, standing, setup, refused }: Props) {
  const put = (row: MessageDraft): void => onChange((all) => all.map((own) => (own.key === row.key ? row : own)));
  return (
    <section aria-labelledby="fork-messages" className="flex flex-col gap-2">
      <h3 id="fork-messages" className="text-[13px] font-semibold">
        Messages
      </h3>
      {rows.length > 0 && (
        <ul className="flex flex-col gap-2">
          {rows.map((row) => (
            <li key={row.key} className="flex flex-col gap-2 rounded-card border border-line p-3">
              {row.kind === 'insert' ? (
                <InsertFields row={row} put={put} setup={setup} />
              ) : (
                <ChangeFields row={row} put={put} standing={standing} />
              )}
              {refused?.row === row.key && (
                <p role="alert" className="text-[12px] text-bad">
                  <span aria-hidden>▲ </span>
                  {refused.words}
                </p>
              )}
              <Button
                kind="quiet"
                className="self-end"
                onClick={() => onChange((all) => all.filter((own) => own.key !== row.key))}
              >
                Take this change away
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        {standing.length > 0 && <Button onClick={() => onChange(addMessage(standing))}>Change a message</Button>}
        <Button onClick={() => onChange(addWord)}>Say something as the arbiter</Button>
      </div>
    </section>
  );
}

type ChangeProps = {
  readonly row: Exclude<MessageDraft, { kind: 'insert' }>;
  readonly put: (row: MessageDraft) => void;
  readonly standing: readonly TranscriptMessage[];
};

function ChangeFields({ row, put, standing }: ChangeProps) {
  const chosen = standing.find(({ message }) => message === row.message);
  const choose = (id: string): void => {
    const message = messageIdSchema.parse(id);
    const before = standing.find((own) => own.message === message)?.body ?? '';
    put({ ...row, message, before, text: before });
  };
  return (
    <>
      <SelectField
        id={`fork-${row.key}-message`}
        label="Message"
        value={row.message}
        options={standing.map((said) => ({ value: said.message as string, label: lineOf(said) }))}
        onChange={choose}
      />
      <RadioField
        id={`fork-${row.key}-kind`}
        label="What becomes of it"
        value={row.kind}
        choices={[
          { value: 'edit', label: 'Other words' },
          { value: 'drop', label: 'Drop it' },
          ...(chosen?.standing === 'waiting' ? [] : [{ value: 'retract' as const, label: 'Retract it' }]),
        ]}
        onChange={(kind) => put({ ...row, kind })}
      />
      {row.kind === 'edit' ? (
        <TextField
          id={`fork-${row.key}-text`}
          label={`Words of ${row.message}`}
          long
          hint={row.text === row.before ? 'As they were: nothing changes.' : undefined}
          value={row.text}
          onChange={(text) => put({ ...row, text })}
        />
      ) : (
        <p className="text-[12px] text-dim">
          {row.kind === 'drop'
            ? 'It stands in no prompt from here on, as if it had not been said.'
            : 'It stands in no prompt from here on, and what it reached is marked.'}
        </p>
      )}
    </>
  );
}

type InsertProps = {
  readonly row: Extract<MessageDraft, { kind: 'insert' }>;
  readonly put: (row: MessageDraft) => void;
  readonly setup: RunSetup;
};

function InsertFields({ row, put, setup }: InsertProps) {
  return (
    <>
      <TextField
        id={`fork-${row.key}-text`}
        label="What the arbiter says"
        long
        value={row.text}
        onChange={(text) => put({ ...row, text })}
      />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          id={`fork-${row.key}-to`}
          label="To"
          value={row.to}
          options={[
            { value: 'all', label: 'All' },
            ...setup.seats.map(({ name }) => ({ value: `@${name}`, label: visibleLine(name) })),
          ]}
          onChange={(to) => put({ ...row, to })}
        />
        <SelectField
          id={`fork-${row.key}-act`}
          label="As"
          value={row.act}
          options={[
            { value: 'inform', label: 'A remark' },
            { value: 'ask', label: 'A question' },
            { value: 'propose', label: 'A proposal' },
          ]}
          onChange={(act) => put({ ...row, act })}
        />
      </div>
    </>
  );
}

const lineOf = ({ message, name, turn, body }: TranscriptMessage): string =>
  `${message}, ${visibleLine(name)}${turn === undefined ? '' : `, turn ${turn}`}: ${visibleLine(gistOf(body)).slice(0, 70)}`;
