// The times of a trainee: link to picture, and each difficulty with the first act after it.
import type { ExerciseView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { seconds } from "../../ui/time.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { Shown } from "./loaded.tsx";
import { Table } from "./table.tsx";
import { Chip, Moment } from "./words.tsx";

export function Exercises() {
  const t = texts.value.training;
  const loaded = useLoaded(api.exercises, []);
  const rules = useLoaded(() => api.rulebook("VR"), []);
  const nameOf = (act: string) => {
    const known = rules.data?.actions.find(({ code }) => code === act);
    return known ? say(known.label) : act;
  };
  return (
    <section class="part" data-testid="exercises">
      <h2>{t.exercises}</h2>
      <p class="quiet">{t.exercisesLead}</p>
      <Shown of={loaded}>
        {({ exercises }) =>
          exercises.length === 0 ? (
            <p class="empty">{t.noExercises}</p>
          ) : (
            exercises.map((exercise) => (
              <Exercise key={exercise.report} exercise={exercise} nameOf={nameOf} />
            ))
          )
        }
      </Shown>
    </section>
  );
}

interface Props {
  exercise: ExerciseView;
  nameOf(act: string): string;
}

function Exercise({ exercise, nameOf }: Props) {
  const t = texts.value.training;
  const { created_ms, first_picture_ms, difficulties } = exercise;
  const span = (ms: number | undefined) => (ms === undefined ? t.none : t.seconds(seconds(ms)));
  const end = exercise.end_reason ? texts.value.statistics.endReason[exercise.end_reason] : t.running;
  return (
    <article class="exercise" data-testid="exercise">
      <div class="part-head">
        <h3>
          {exercise.number} <span class="quiet">{exercise.operator_name}</span>
        </h3>
        <span class="row-chips">
          {exercise.became_real ? (
            <Chip tone="bad" icon="alert">
              {t.real}
            </Chip>
          ) : (
            <Chip tone="info" icon="film">
              {t.exercise}
            </Chip>
          )}
        </span>
      </div>
      <dl class="facts">
        <div>
          <dt>{t.started}</dt>
          <dd>
            <Moment at={created_ms} />
          </dd>
        </div>
        <div>
          <dt>{t.first}</dt>
          <dd data-testid="exercise-first">
            {first_picture_ms === undefined ? t.notYet : span(first_picture_ms)}
          </dd>
        </div>
        <div>
          <dt>{t.ended}</dt>
          <dd>{end}</dd>
        </div>
      </dl>
      {difficulties.length === 0 ? (
        <p class="quiet">{t.noDifficulty}</p>
      ) : (
        <Table
          testid="difficulties"
          rows={difficulties}
          columns={[
            { head: t.difficulty, cell: (one) => texts.value.statistics.obstacle[one.obstacle] },
            { head: t.at, cell: (one) => span(one.at_ms - created_ms) },
            { head: t.act, cell: (one) => (one.act ? nameOf(one.act) : t.noAct) },
            { head: t.reaction, cell: (one) => span(one.reaction_ms) },
            { head: t.lasted, cell: (one) => span(one.lasted_ms) },
          ]}
        />
      )}
    </article>
  );
}
