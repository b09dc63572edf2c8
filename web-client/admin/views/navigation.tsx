import { texts } from "../i18n/texts.ts";
import { href, SCREENS, screenOf } from "../route.ts";
import { route } from "../state.ts";

export function Navigation() {
  const t = texts.value;
  const here = screenOf(route.value);
  return (
    <nav class="navigation" aria-label={t.navigation}>
      <ul>
        {SCREENS.map((screen) => (
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
