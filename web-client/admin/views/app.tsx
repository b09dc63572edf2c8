import { SignIn } from "../../ui/sign-in.tsx";
import { me } from "../../ui/session.ts";
import { words } from "../../ui/language.ts";
import { enter } from "../actions.ts";
import { texts } from "../i18n/texts.ts";
import type { Route } from "../route.ts";
import { route, said } from "../state.ts";
import { Appoint } from "./appoint.tsx";
import { AssetPage } from "./asset.tsx";
import { Banners } from "./banners.tsx";
import { Begin } from "./begin.tsx";
import { Calendar } from "./calendar.tsx";
import { CasePage } from "./case.tsx";
import { BlankSheet, CaseSheet } from "./case-sheet.tsx";
import { Cases } from "./cases.tsx";
import { Circulars } from "./circulars.tsx";
import { Footage } from "./footage.tsx";
import { Ledger } from "./ledger.tsx";
import { Navigation } from "./navigation.tsx";
import { NewCase } from "./new-case.tsx";
import { OfficeHours } from "./office-hours.tsx";
import { Registers } from "./registers.tsx";
import { Reviews } from "./reviews.tsx";
import { Rulebook } from "./rulebook.tsx";
import { Rulebooks } from "./rulebooks.tsx";
import { StaffUrlPage } from "./staff-url.tsx";
import { StaffUrls } from "./staff-urls.tsx";
import { StaffList } from "./staff-list.tsx";
import { System } from "./system.tsx";
import { Statistics } from "./statistics.tsx";
import { Tasks } from "./tasks.tsx";
import { Terminals } from "./terminals.tsx";
import { TopBar } from "./top-bar.tsx";
import { Trail } from "./trail.tsx";
import { Training } from "./training.tsx";

export function App() {
  if (me.value === undefined) return <p class="starting">{words.value.common.loading}</p>;
  return me.value === null ? <Welcome /> : <Admin />;
}

function Welcome() {
  const t = texts.value;
  return <SignIn product={t.product} lead={t.signInLead} onEnter={enter} />;
}

function Admin() {
  return (
    <div class="admin">
      <header class="admin-head">
        <TopBar />
        <Banners />
      </header>
      <Navigation />
      <Screen to={route.value} />
      <p class="visually-hidden" role="status">
        {said.value}
      </p>
    </div>
  );
}

function Screen({ to }: { to: Route }) {
  switch (to.at) {
    case "tasks":
      return <Tasks />;
    case "system":
      return <System />;
    case "circulars":
      return <Circulars />;
    case "appoint":
      return <Appoint unit={to.unit} />;
    case "staff_list":
      return <StaffList />;
    case "reviews":
      return <Reviews />;
    case "terminals":
      return <Terminals />;
    case "registers":
      return <Registers />;
    case "ledger":
      return <Ledger key={`${to.document}/${to.kind}`} document={to.document} kind={to.kind} />;
    case "asset":
      return <AssetPage key={to.id} id={to.id} />;
    case "footage":
      return <Footage />;
    case "staff_urls":
      return <StaffUrls />;
    case "staff_url":
      return <StaffUrlPage key={to.id} id={to.id} />;
    case "new":
      return <NewCase />;
    case "begin":
      return (
        <Begin
          key={`${to.document}/${to.workflow}`}
          document={to.document}
          workflow={to.workflow}
        />
      );
    case "cases":
      return <Cases />;
    case "case":
      return <CasePage key={to.id} id={to.id} />;
    case "case_sheet":
      return <CaseSheet key={to.id} id={to.id} />;
    case "blank_sheet":
      return (
        <BlankSheet
          key={`${to.document}/${to.form}`}
          document={to.document}
          form={to.form}
        />
      );
    case "calendar":
      return <Calendar month={to.month} list={to.list} />;
    case "office_hours":
      return <OfficeHours unit={to.unit} />;
    case "statistics":
      return <Statistics />;
    case "training":
      return <Training />;
    case "trail":
      return <Trail />;
    case "rulebooks":
      return <Rulebooks />;
    case "rulebook":
      return <Rulebook document={to.document} part={to.part} code={to.code} />;
  }
}
