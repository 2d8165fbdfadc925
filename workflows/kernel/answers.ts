import type { OpenStep } from './change';
import type { AnyContract } from './contract';
import type { Bilingual, Role } from './words';

/** The steps by which an open step may be done: itself, or one of several answers to the same task. */
export function answersOf({ step, answers }: Pick<OpenStep, 'step' | 'answers'>): readonly string[] {
  return answers ?? [step];
}

/** How a task is called: every answer to it. */
export function titleOfAnswers({ steps }: AnyContract, open: Pick<OpenStep, 'step' | 'answers'>): Bilingual {
  const titles = answersOf(open).map((step): Bilingual => steps[step]?.title ?? { zh: step, en: step });
  return { zh: titles.map(({ zh }) => zh).join(' / '), en: titles.map(({ en }) => en).join(' / ') };
}

/** Who may ever give one of the answers. */
export function rolesOfAnswers({ steps }: AnyContract, open: Pick<OpenStep, 'step' | 'answers'>): Role[] {
  return [...new Set(answersOf(open).flatMap((step) => [...(steps[step]?.roles ?? [])]))];
}
