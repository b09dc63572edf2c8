import { me } from "../../ui/session.ts";
import { hasCameras } from "../footage/holders.ts";
import { texts } from "../i18n/texts.ts";
import { href, SCREENS, screenOf, type Screen } from "../route.ts";
import { route } from "../state.ts";

export function Navigation() {
  const t = texts.value;
  const here = screenOf(route.value);
  const [first, ...others] = SCREENS;
  const screens: Screen[] = hasCameras(me.value) ? [first, "footage", ...others] : [...SCREENS];
  return (
    <nav class="navigation" aria-label={t.navigation}>
      <ul>
        {screens.map((screen) => (
          <li key={screen}>
            <a
              href={href({ at: screen })}
              aria-current={screen === here ? "page" : undefined}
              data-testid={`to-${screen}`}
            >
              {t.screens[screen]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
