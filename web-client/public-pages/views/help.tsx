// The aim of cameras and their danger (CC-1a), where face recognition is taken up (CC-1b), and
// which groups have a notice.
import { api } from "../api.ts";
import { pathOf } from "../address.ts";
import { useSpeech } from "../language.ts";
import { Fetched } from "./fetched.tsx";
import { Told } from "./told.tsx";

export function Help() {
  const { t, group: groupName } = useSpeech();
  return (
    <Fetched ask={api.groups} title={() => t.help.title}>
      {({ help, groups }) => (
        <>
          <Told texts={help} headings={t.help.headings} />
          <section>
            <h2>{t.help.groups}</h2>
            {groups.length === 0 && <p>{t.help.noGroups}</p>}
            <ul class="groups">
              {groups.map((group) => (
                <li key={group.code}>
                  <a href={pathOf({ at: "notice", group: group.code })} data-testid="group">
                    {groupName(group.name)}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </Fetched>
  );
}
