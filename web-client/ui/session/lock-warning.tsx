import { Icon } from "../icon.tsx";
import { words } from "../language.ts";
import { locksIn_s } from "./touch.ts";

/** A banner in the last minute before the screen locks; any touch takes it away. */
export function LockWarning() {
  const left_s = locksIn_s.value;
  return (
    <div role="status">
      {left_s !== null && (
        <p class="banner banner-lock" data-testid="lock-warning">
          <Icon name="alert" />
          {words.value.lock.soon(left_s)}
        </p>
      )}
    </div>
  );
}
