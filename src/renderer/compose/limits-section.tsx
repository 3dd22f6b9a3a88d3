import { DEFAULT_ANSWER, DEFAULT_ROUNDS, DEFAULT_SEED } from '#shared/scenario/defaults.ts';
import { CheckField } from '../ui/field-check.tsx';
import { Grid, Section } from './section.tsx';
import { TypedText } from './typed.tsx';
import { useForm } from './use-form.ts';

/** When it ends at the latest, and how long an answer may be. */
export function LimitsSection() {
  const { draft } = useForm();
  return (
    <Section title="Budget" hint="What is spent first ends the run; left empty there is no limit, but for the turns.">
      <Grid>
        <TypedText
          name="turns"
          field="budget.turns"
          label="Turns"
          number
          placeholder={String(DEFAULT_ROUNDS * draft.seats.length)}
        />
        <TypedText name="tokens" field="budget.tokens" label="Tokens" number placeholder="no limit" />
        <TypedText name="time" field="budget.time" label="Time" placeholder="no limit" hint="such as 90s, 10m, 1h30m" />
        <TypedText
          name="agentTurns"
          field="budget.perAgent.turns"
          label="Turns of each agent"
          number
          placeholder="no limit"
        />
        <TypedText
          name="agentTokens"
          field="budget.perAgent.tokens"
          label="Tokens of each agent"
          number
          placeholder="no limit"
        />
      </Grid>
      <Grid>
        <TypedText
          name="answerTokens"
          field="answer.tokens"
          label="Longest answer, in tokens"
          number
          placeholder={String(DEFAULT_ANSWER.maxTokens)}
        />
        <TypedText
          name="answerSentences"
          field="answer.sentences"
          label="Longest answer, in sentences"
          number
          placeholder={String(DEFAULT_ANSWER.sentences)}
        />
      </Grid>
    </Section>
  );
}

/** How the same machine says the same again. */
export function AgainSection() {
  const { draft, edit } = useForm();
  return (
    <Section title="To have it again">
      <Grid>
        <TypedText name="seed" field="seed" label="Seed" number placeholder={String(DEFAULT_SEED)} />
      </Grid>
      <CheckField
        label="Exact: one turn at a time, so that this machine says the same again"
        checked={draft.exact}
        onChange={(exact) => edit((before) => ({ ...before, exact }))}
      />
    </Section>
  );
}
