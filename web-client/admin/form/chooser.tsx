// Choosing one thing: the newest stand below as soon as the field is entered, and typing a part of
// the name narrows them. The hits are buttons, so that tab, enter and screen readers need no help of
// ours.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { noticed } from "../actions.ts";
import { texts } from "../i18n/texts.ts";
import { HITS_MAX, TYPING_PAUSE_MS } from "../limits.ts";
import type { Hit } from "./match.ts";

interface Props {
  id: string;
  hint: string;
  /** The name of what is chosen; null while nothing is. */
  chosen: string | null;
  invalid: boolean;
  describedBy?: string;
  search(query: string): Promise<Hit[]>;
  onChoose(hit: Hit | null): void;
}

export function Chooser({ id, hint, chosen, invalid, describedBy, search, onChoose }: Props) {
  const t = texts.value;
  const [query, setQuery] = useState("");
  const [entered, setEntered] = useState(false);
  const { hits, problem } = useHits(query, search, chosen === null && entered);
  const change = useRef<HTMLButtonElement>(null);
  const [justChosen, setJustChosen] = useState(false);
  useEffect(() => {
    if (justChosen && chosen !== null) change.current?.focus();
  }, [chosen]);
  if (chosen !== null) {
    return (
      <p class="chosen">
        <strong data-testid={`${id}-chosen`}>{chosen}</strong>
        <button
          ref={change}
          id={id}
          type="button"
          class="button button-quiet"
          onClick={() => onChoose(null)}
        >
          {t.form.change}
        </button>
      </p>
    );
  }
  const choose = (hit: Hit) => {
    setQuery("");
    setEntered(false);
    setJustChosen(true);
    onChoose(hit);
  };
  return (
    <div class="chooser">
      <input
        id={id}
        type="search"
        autocomplete="off"
        placeholder={hint}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        value={query}
        onFocus={() => setEntered(true)}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <p class="visually-hidden" role="status">
        {hits !== null && t.form.hits(hits.length)}
      </p>
      {hits !== null && hits.length === 0 && query !== "" && <p class="field-hint">{t.form.noHits}</p>}
      {hits !== null && hits.length > 0 && (
        <ul class="hits" data-testid={`${id}-hits`}>
          {hits.slice(0, HITS_MAX).map((hit) => (
            <li key={hit.id}>
              <button type="button" class="hit" onClick={() => choose(hit)}>
                <span>{hit.name}</span> <span class="quiet">{hit.note}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <ProblemNote problem={problem} />
    </div>
  );
}

/** Null before the field was entered. */
function useHits(query: string, search: Props["search"], asking: boolean) {
  const [hits, setHits] = useState<Hit[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (!asking) {
      setHits(null);
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      search(query.trim()).then(
        (found) => {
          if (!current) return;
          setHits(found);
          setProblem(null);
        },
        (error: unknown) => {
          const told = asProblem(error);
          noticed(told);
          if (current) setProblem(told);
        },
      );
    }, TYPING_PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, asking]);
  return { hits, problem };
}
