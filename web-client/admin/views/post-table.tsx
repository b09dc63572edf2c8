import type { PostView } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { say } from "../../ui/say.ts";
import { POST_ACTS, type PostAct } from "./post-dialog.tsx";
import { useSome } from "./some-rows.tsx";
import { Chip, Clause, DaySpan, Moment, Person } from "./words.tsx";

interface Props {
  posts: readonly PostView[];
  onAct(act: PostAct, post: PostView): void;
  onCode(post: PostView): void;
}

export function PostTable({ posts, onAct, onCode }: Props) {
  const t = texts.value;
  const { rows, more } = useSome(posts);
  return (
    <div class="table-scroll">
      <table class="table table-cards" data-testid="posts">
        <thead>
          <tr>
            <th scope="col">{t.appoint.post}</th>
            <th scope="col">{t.appoint.person}</th>
            <th scope="col">{t.appoint.period}</th>
            <th scope="col">{t.appoint.credentials}</th>
            <th scope="col" class="no-print">
              {t.appoint.acts}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((post) => (
            <PostRow key={post.id} post={post} onAct={onAct} onCode={onCode} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

function PostRow({ post, onAct, onCode }: { post: PostView } & Omit<Props, "posts">) {
  const t = texts.value;
  return (
    <tr data-testid="post" data-kind={post.kind} data-person={post.person.user_id}>
      <td data-label={t.appoint.post}>
        <strong>{say(post.label)}</strong>
        <span class="row-note">
          {t.appoint.titles[post.title]} <Clause of={post.basis} />
        </span>
      </td>
      <td data-label={t.appoint.person}>
        <Person of={post.person} />
      </td>
      <td data-label={t.appoint.period}>
        <DaySpan from={post.from} to={post.to} open={t.appoint.openEnd} />
      </td>
      <td data-label={t.appoint.credentials}>
        <Credentials post={post} />
      </td>
      <td data-label={t.appoint.acts} class="no-print">
        <Acts post={post} onAct={onAct} onCode={onCode} />
      </td>
    </tr>
  );
}

/** Opened by the browser's own `details`, so that rows stay low. */
function Acts({ post, onAct, onCode }: { post: PostView } & Omit<Props, "posts">) {
  const t = texts.value;
  const open = POST_ACTS.filter((act) => isOpen(act, post));
  const mayCode = post.acts.includes("change") && !post.credentials.revoked;
  if (open.length === 0 && !mayCode) return <>—</>;
  return (
    <details class="menu">
      <summary class="button" data-testid="post-acts">
        {t.appoint.acts}
        <span class="visually-hidden"> {post.person.name}</span>
      </summary>
      <div class="menu-acts">
        {mayCode && (
          <button
            type="button"
            class="button button-quiet"
            data-testid="post-code"
            onClick={() => onCode(post)}
          >
            {t.appoint.code}
          </button>
        )}
        {open.map((act) => (
          <button
            key={act}
            type="button"
            class="button button-quiet"
            data-testid={`post-${act}`}
            onClick={() => onAct(act, post)}
          >
            {t.appoint.act[act]}
          </button>
        ))}
      </div>
    </details>
  );
}

/** What the server says the person may do; a transfer changes and ends posts. */
function isOpen(act: PostAct, post: PostView): boolean {
  switch (act) {
    case "end":
      return post.acts.includes("delete");
    case "transfer":
      return post.acts.includes("change") && post.acts.includes("delete");
    default:
      return post.acts.includes(act);
  }
}

export function Credentials({ post }: { post: PostView }) {
  const t = texts.value;
  const { biometric, password_until, last_used, revoked } = post.credentials;
  if (revoked) {
    return (
      <Chip tone="bad" icon="close">
        {t.appoint.revoked}
      </Chip>
    );
  }
  return (
    <span class="row-chips">
      {biometric && (
        <Chip tone="good" icon="check">
          {t.appoint.biometric}
        </Chip>
      )}
      {password_until !== undefined && (
        <Chip tone="warning" icon="clock">
          {t.appoint.passwordUntil(password_until)}
        </Chip>
      )}
      {!biometric && password_until === undefined && (
        <Chip tone="over" icon="minus">
          {t.appoint.noCredentials}
        </Chip>
      )}
      <span class="row-note">
        {last_used === undefined ? (
          t.appoint.neverUsed
        ) : (
          <>
            {t.appoint.lastUsed} <Moment at={last_used} />
          </>
        )}
      </span>
    </span>
  );
}
