import { LlamaVocabularyType, type LlamaModel, type Token } from 'node-llama-cpp';
import type { Vocabulary } from '../tokens.ts';

/** Marks that end a repetition: what stands after them may well come again. */
const BREAKERS = ['\n', '\n\n', ':', '"', '*', '>', '> '];

export type ModelVocabulary = Vocabulary & {
  readonly endsGeneration: (token: number) => boolean;
  /** Text of tokens that follow `before`; control tokens have none, except that a reasoning tag keeps its spelling. */
  readonly text: (tokens: readonly number[], before: readonly number[]) => string;
  readonly breakers: ReadonlySet<number>;
};

export function vocabularyOf(model: LlamaModel): ModelVocabulary {
  // Token ids are plain numbers that the library brands.
  const token = (id: number): Token => id as Token;
  const spelling = (id: number): string => model.detokenize([token(id)], true);
  const control = (id: number): boolean => model.getTokenAttributes(token(id)).control || model.isEogToken(token(id));
  const trim = addsSpace(model) ? 'trimLeadingSpace' : undefined;
  return {
    plain: (text) => model.tokenize(text, false, trim),
    spelling,
    control,
    endsGeneration: (id) => model.isEogToken(token(id)),
    text(tokens, before) {
      const [only] = tokens;
      if (only !== undefined && tokens.length === 1 && control(only)) {
        const spelled = spelling(only);
        return /^<\/?(?:think|thinking|thought|reasoning)>$/iu.test(spelled.trim()) ? spelled : '';
      }
      return model.detokenize(tokens.map(token), false, before.map(token));
    },
    breakers: new Set(
      BREAKERS.map((text) => model.tokenize(text, false)).flatMap((ids) => (ids.length === 1 ? ids : [])),
    ),
  };
}

/** Does the tokeniser put a space before each text? A segment follows another, so that space would be one too many. */
function addsSpace(model: LlamaModel): boolean {
  return (
    model.vocabularyType === LlamaVocabularyType.spm &&
    model.fileInfo.metadata.tokenizer.ggml.add_space_prefix !== false
  );
}
