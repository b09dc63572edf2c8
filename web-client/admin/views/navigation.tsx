import { useEffect, useRef } from "preact/hooks";
import { me } from "../../ui/session.ts";
import { hasCameras } from "../footage/holders.ts";
import { may } from "../holders.ts";
import { texts } from "../i18n/texts.ts";
import { href, SCREENS, screenOf, type Screen } from "../route.ts";
import { isChief, isManager } from "../staff/holders.ts";
import { route } from "../state.ts";
import { readsHeadquarters, readsNation, seesExercises } from "../statistics/readers.ts";
import { showCurrent } from "./current.ts";

export function Navigation() {
  const t = texts.value;
  const here = screenOf(route.value);
  const [first, ...others] = SCREENS;
  const cameras: Screen[] = hasCameras(me.value) ? ["footage"] : [];
  const shown = others.filter((screen) => screen !== "trail" || may("read_trail"));
  const staff: Screen[] = isChief(me.value) || isManager(me.value) ? ["staff_urls"] : [];
  const figures: Screen[] =
    readsNation(me.value) || readsHeadquarters(me.value) ? ["statistics"] : [];
  const training: Screen[] = seesExercises(me.value) ? ["training"] : [];
  const screens: Screen[] = [first, ...cameras, ...staff, ...shown, ...figures, ...training];
  const list = useRef<HTMLElement>(null);
  useEffect(() => showCurrent(list.current), [here]);
  return (
    <nav class="navigation" aria-label={t.navigation} ref={list}>
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
