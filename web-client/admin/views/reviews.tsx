// Access reviews: for each credential keep or revoke; what is unanswered stays open and overdue.
import { useState } from "preact/hooks";
import type { ReviewDecision, ReviewRow, ReviewView } from "../../shared/protocol.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DueAt } from "./due.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { Credentials } from "./post-table.tsx";
import { Chip, Clause, Person } from "./words.tsx";

export function Reviews() {
  const t = texts.value;
  const loaded = useLoaded(api.reviews, []);
  return (
    <Page
      title={t.appoint.reviews}
      above={<a href={href({ at: "appoint" })}>{t.screens.appoint}</a>}
      testid="reviews"
      tools={<PrintButton />}
    >
      <p class="page-lead">{t.appoint.reviewLead}</p>
      <Shown of={loaded}>
        {({ reviews }) =>
          reviews.length === 0 ? (
            <p class="empty">{t.appoint.noReviews}</p>
          ) : (
            reviews.map((review) => (
              <Review key={review.id} review={review} onDone={loaded.reload} />
            ))
          )
        }
      </Shown>
    </Page>
  );
}

function Review({ review, onDone }: { review: ReviewView; onDone(): void }) {
  const t = texts.value;
  const left = review.rows.filter((row) => row.decision === undefined).length;
  const units = [...new Set(review.rows.map((row) => row.post.unit_name))];
  return (
    <section class="part" data-testid="review">
      <div class="part-head">
        <h2>{t.list(units.map(sayUnit))}</h2>
        <span class="row-chips">
          {left === 0 ? (
            <Chip tone="good" icon="check">
              {t.appoint.reviewed}
            </Chip>
          ) : (
            <DueAt at={review.due} urgency={review.overdue ? "overdue" : "later"} />
          )}
          <span class="quiet">{t.appoint.left(left, review.rows.length)}</span>
          <Clause of={review.clause} />
        </span>
      </div>
      <div class="table-scroll">
        <table class="table table-cards">
          <thead>
            <tr>
              <th scope="col">{t.appoint.person}</th>
              <th scope="col">{t.appoint.post}</th>
              <th scope="col">{t.appoint.credentials}</th>
              <th scope="col">{t.appoint.verdict}</th>
            </tr>
          </thead>
          <tbody>
            {review.rows.map((row) => (
              <Row key={row.post.id} review={review.id} row={row} onDone={onDone} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  review: string;
  row: ReviewRow;
  onDone(): void;
}

function Row({ review, row, onDone }: RowProps) {
  const t = texts.value;
  const { post } = row;
  const { problem, busy, send } = useSending();
  const [revoking, setRevoking] = useState(false);
  const answer = (decision: ReviewDecision) =>
    api.answerReview(review, { post: post.id, decision });
  const answered = (decision: ReviewDecision) => {
    tell(t.appoint.judged(post.person.name, t.appoint.verdicts[decision]));
    onDone();
  };
  return (
    <tr data-testid="review-row">
      <td data-label={t.appoint.person}>
        <Person of={post.person} />
      </td>
      <td data-label={t.appoint.post}>{say(post.label)}</td>
      <td data-label={t.appoint.credentials}>
        <Credentials post={post} />
      </td>
      <td data-label={t.appoint.verdict}>
        {row.decision ? (
          <Chip
            tone={row.decision === "keep" ? "good" : "bad"}
            icon={row.decision === "keep" ? "check" : "close"}
          >
            {t.appoint.verdicts[row.decision]}
          </Chip>
        ) : (
          <span class="row-tools">
            <button
              type="button"
              class="button"
              aria-busy={busy}
              data-testid="review-keep"
              onClick={() => send(() => answer("keep"), () => answered("keep"))}
            >
              {t.appoint.verdicts.keep}
              <span class="visually-hidden"> {post.person.name}</span>
            </button>
            <button
              type="button"
              class="button button-danger-quiet"
              data-testid="review-revoke"
              onClick={() => setRevoking(true)}
            >
              {t.appoint.verdicts.revoke}
              <span class="visually-hidden"> {post.person.name}</span>
            </button>
          </span>
        )}
        <ProblemNote problem={problem} />
        {revoking && (
          <ConfirmDialog
            title={t.appoint.act.revoke}
            testid="dialog-review-revoke"
            consequence={t.appoint.explain.revoke}
            act={() => answer("revoke")}
            onDone={() => {
              setRevoking(false);
              answered("revoke");
            }}
            onClose={() => setRevoking(false)}
          >
            <strong>{post.person.name}</strong> —{" "}
            {t.list([say(post.label), sayUnit(post.unit_name)])}
          </ConfirmDialog>
        )}
      </td>
    </tr>
  );
}
